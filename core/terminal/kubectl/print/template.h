// Go templates for `-o go-template`. Models text/template with kubectl's functions.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/api/format/json.h"

namespace podfall::kube {

struct Template;

// Null with Go's parse error in `error`.
std::shared_ptr<Template> parse_template(std::string_view text, std::string& error);

// Appends the output; on failure the output before the error, and Go's error text.
bool run_template(const Template& parsed, const Json& data, bool allow_missing, std::string& out,
                  std::string& error);

}  // namespace podfall::kube
