// Files that a lesson or the sandbox puts on the machines when it opens a cluster.
#pragma once

#include <string>
#include <vector>

#include "core/machine/bootstrap.h"

namespace podfall {

class JsonPlace;

inline constexpr const char* default_machine = "m-k8s";

// A list of {"machine", "path", "lines"}; empty if missing.
std::vector<InstalledFile> read_files(const JsonPlace& place);

// A text, or a list of texts that are its lines.
std::string read_lines(const JsonPlace& place);

// The files of the sandbox (lessons/sandbox.json).
std::vector<InstalledFile> sandbox_files();

}  // namespace podfall
