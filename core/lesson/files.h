// The files that machines have when a lesson opens its clusters, or the sandbox its own.
#pragma once

#include <string>
#include <vector>

#include "core/machine/bootstrap.h"

namespace podfall {

class JsonPlace;

inline constexpr const char* default_machine = "m-k8s";

// A list of {"machine", "path", "lines"}; none when it is missing.
std::vector<InstalledFile> read_files(const JsonPlace& place);

// A text, or a list of texts that are its lines.
std::string read_lines(const JsonPlace& place);

// What the sandbox starts with (lessons/sandbox.json).
std::vector<InstalledFile> sandbox_files();

}  // namespace podfall
