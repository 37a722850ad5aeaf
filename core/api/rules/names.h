// The rules for names, labels and keys. Models apimachinery pkg/util/validation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace podfall {

// The name checks, used by kubectl too. Each returns the upstream error texts; none if the name is
// valid.
std::vector<std::string> dns1123_subdomain_problems(std::string_view name);
std::vector<std::string> dns1123_label_problems(std::string_view name);
std::vector<std::string> dns1035_label_problems(std::string_view name);
std::vector<std::string> qualified_name_problems(std::string_view name);
std::vector<std::string> label_value_problems(std::string_view value);
std::vector<std::string> port_name_problems(std::string_view name);
std::vector<std::string> env_name_problems(std::string_view name);
std::vector<std::string> config_key_problems(std::string_view key);
bool is_ip_address(std::string_view text);

}  // namespace podfall
