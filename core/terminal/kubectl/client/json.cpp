// Tolerant getters on JSON documents.
#include "core/terminal/kubectl/client/json.h"

#include "core/api/schema/scalars.h"
#include "core/base/text.h"

namespace podfall::kube {

namespace {
const Json& null_json() {
    static const Json null;
    return null;
}
}  // namespace

const Json& member(const Json& json, const std::string& key) {
    if (!json.is_object()) return null_json();
    const auto it = json.find(key);
    return it == json.end() ? null_json() : *it;
}

const Json& at(const Json& json, std::string_view path) {
    const Json* at = &json;
    while (!path.empty()) {
        const std::size_t dot = path.find('.');
        at = &member(*at, std::string(path.substr(0, dot)));
        if (dot == std::string_view::npos) break;
        path.remove_prefix(dot + 1);
    }
    return *at;
}

Json& edit(Json& json, std::string_view path) {
    Json* at = &json;
    while (!path.empty()) {
        const std::size_t dot = path.find('.');
        if (!at->is_object()) *at = Json::object();
        at = &(*at)[std::string(path.substr(0, dot))];
        if (dot == std::string_view::npos) break;
        path.remove_prefix(dot + 1);
    }
    return *at;
}

void erase(Json& json, std::string_view path) {
    const std::size_t dot = path.rfind('.');
    const std::string_view parent = dot == std::string_view::npos ? "" : path.substr(0, dot);
    const std::string key(dot == std::string_view::npos ? path : path.substr(dot + 1));
    if (!at(json, parent).is_object()) return;
    edit(json, parent).erase(key);
}

std::string text_of(const Json& json) {
    if (json.is_string()) return json.get_ref<const std::string&>();
    if (json.is_boolean()) return json.get<bool>() ? "true" : "false";
    if (json.is_number()) return json.dump();
    return {};
}

std::string text_at(const Json& json, std::string_view path) {
    return text_of(at(json, path));
}

std::int64_t number_of(const Json& json, std::int64_t missing) {
    return json.is_number() ? json.get<std::int64_t>() : missing;
}

std::int64_t number_at(const Json& json, std::string_view path, std::int64_t missing) {
    return number_of(at(json, path), missing);
}

bool bool_at(const Json& json, std::string_view path) {
    const Json& value = at(json, path);
    return value.is_boolean() && value.get<bool>();
}

Time time_at(const Json& json, std::string_view path) {
    Time t = 0;
    const Json& value = at(json, path);
    if (value.is_string()) parse_rfc3339(value.get_ref<const std::string&>(), t);
    return t;
}

const Json::array_t& items(const Json& json) {
    static const Json::array_t none;
    return json.is_array() ? json.get_ref<const Json::array_t&>() : none;
}

const Json::object_t& members(const Json& json) {
    static const Json::object_t none;
    return json.is_object() ? json.get_ref<const Json::object_t&>() : none;
}

Json list_of(Json item) {
    Json list = Json::array();
    list.push_back(std::move(item));
    return list;
}

Json compact(Json json) {
    for (auto it = json.begin(); it != json.end();) {
        const bool empty = it->is_null() || ((it->is_array() || it->is_object()) && it->empty()) ||
                           (it->is_string() && it->get_ref<const std::string&>().empty());
        it = empty ? json.erase(it) : std::next(it);
    }
    return json;
}

}  // namespace podfall::kube
