// Hashes of pod templates and revisions.
#include "core/api/rules/template_hash.h"

#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/base/hash.h"
#include "core/base/text.h"

namespace podfall {

std::string safe_encode(std::string_view text) {
    constexpr std::string_view letters = "bcdfghjklmnpqrstvwxz2456789";
    std::string out;
    for (const char c : text) out += letters[static_cast<unsigned char>(c) % letters.size()];
    return out;
}

std::string compute_hash(const PodTemplateSpec& pod_template,
                         std::optional<std::int32_t> collision_count) {
    std::string text = spew_text(type_of<PodTemplateSpec>(), &pod_template);
    if (collision_count) {
        // Eight bytes, of which a little-endian 32-bit number fills the first four.
        const auto n = static_cast<std::uint32_t>(*collision_count);
        for (int shift = 0; shift < 32; shift += 8) text += static_cast<char>(n >> shift & 255);
        text.append(4, '\0');
    }
    return safe_encode(to_text(fnv32a(text)));
}

std::string controller_revision_hash(std::string_view data,
                                     std::optional<std::int32_t> collision_count) {
    std::string text(data);
    if (collision_count) text += to_text(*collision_count);
    return safe_encode(to_text(fnv32(text)));
}

std::string revision_data(const PodTemplateSpec& pod_template) {
    Json copy = to_json(pod_template);
    copy["$patch"] = "replace";
    Json data = Json::object();
    data["spec"]["template"] = std::move(copy);
    return json_text(data);
}

}  // namespace podfall
