// The JSON library of the project, and the two helpers that make it safe without exceptions.
// Sources that read members of a Json include <nlohmann/json.hpp> themselves; headers need only
// this.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace podfall {
using Json = nlohmann::json;
}  // namespace podfall
