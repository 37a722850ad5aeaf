// JSON patches (RFC 6902) with the leniencies and error texts of evanphx/json-patch v4.9.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/patch/patch.h"
#include "core/base/text.h"

namespace podfall {

namespace {

class Patcher {
public:
    explicit Patcher(Json document) : document_(std::move(document)) {}
    bool apply(const Json& operation);
    Json document_;
    std::string error;

private:
    // The position of an operation: this key of this object or array.
    struct Place {
        Json* in = nullptr;
        std::string key;
    };

    bool fail(std::string text);
    Place find(const std::string& path);
    bool text_member(const Json& operation, const char* name, std::string& out);
    bool find_or_fail(const std::string& path, const char* complaint, Place& out);
    bool array_index(const Place& place, std::int64_t limit, const std::string& context,
                     std::int64_t& out);
    bool get(const Place& place, const std::string& context, Json& out);
    bool add(const Place& place, const Json& value, const std::string& context);
    bool remove(const Place& place, const std::string& context);
    bool replace(const std::string& path, const Json& value);
    bool transfer(const std::string& op, const std::string& from, const Json& operation);
    bool test(const std::string& path, const Json& value);
};

constexpr const char* missing = ": missing value";

bool Patcher::fail(std::string text) {
    error = std::move(text);
    return false;
}

std::string decode_part(std::string_view part) {
    return replace_all(replace_all(part, "~1", "/"), "~0", "~");
}

Patcher::Place Patcher::find(const std::string& path) {
    const std::vector<std::string> parts = split(path, '/');
    if (parts.size() < 2) return {};
    Json* at = &document_;
    for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
        const std::string part = decode_part(parts[i]);
        std::int64_t n = 0;
        if (at->is_object() && at->contains(part)) {
            at = &(*at)[part];
        } else if (at->is_array() && parse_int(part, n) && n >= 0 &&
                   n < static_cast<std::int64_t>(at->size())) {
            at = &(*at)[static_cast<std::size_t>(n)];
        } else {
            return {};
        }
    }
    if (!at->is_structured()) return {};
    return {at, decode_part(parts.back())};
}

bool Patcher::find_or_fail(const std::string& path, const char* complaint, Place& out) {
    out = find(path);
    return out.in || fail(cat(complaint, ": ", path, missing));
}

// Parses the key as an index up to `limit`; a negative one counts from the end.
bool Patcher::array_index(const Place& place, std::int64_t limit, const std::string& context,
                          std::int64_t& out) {
    if (!parse_int(place.key, out)) {
        return fail(cat(context, "strconv.Atoi: parsing ", quote(place.key), ": invalid syntax"));
    }
    const std::int64_t asked = out;
    if (out < 0) out += limit;
    if (out >= 0 && out < limit) return true;
    return fail(
        cat(context, "Unable to access invalid index: ", asked, ": invalid index referenced"));
}

bool Patcher::get(const Place& place, const std::string& context, Json& out) {
    out = nullptr;
    if (place.in->is_object()) {
        // A Go map returns nil for a missing key.
        if (const auto it = place.in->find(place.key); it != place.in->end()) out = *it;
        return true;
    }
    std::int64_t at = 0;
    if (!array_index(place, static_cast<std::int64_t>(place.in->size()), context, at)) return false;
    out = (*place.in)[static_cast<std::size_t>(at)];
    return true;
}

bool Patcher::add(const Place& place, const Json& value, const std::string& context) {
    if (place.in->is_object()) {
        (*place.in)[place.key] = value;
        return true;
    }
    if (place.key == "-") {
        place.in->push_back(value);
        return true;
    }
    std::int64_t at = 0;
    std::string where = context;
    if (!parse_int(place.key, at))
        where += cat("value was not a proper array index: '", place.key, "': ");
    if (!array_index(place, static_cast<std::int64_t>(place.in->size()) + 1, where, at))
        return false;
    place.in->insert(place.in->begin() + static_cast<std::ptrdiff_t>(at), value);
    return true;
}

bool Patcher::remove(const Place& place, const std::string& context) {
    if (place.in->is_object()) {
        if (place.in->erase(place.key) != 0) return true;
        return fail(cat(context, "Unable to remove nonexistent key: ", place.key, missing));
    }
    std::int64_t at = 0;
    if (!array_index(place, static_cast<std::int64_t>(place.in->size()), context, at)) return false;
    place.in->erase(static_cast<std::size_t>(at));
    return true;
}

// Replacing a missing key of an object adds it: the library does not check.
bool Patcher::replace(const std::string& path, const Json& value) {
    Place place;
    if (!find_or_fail(path, "replace operation does not apply: doc is missing path", place))
        return false;
    if (place.in->is_object()) {
        (*place.in)[place.key] = value;
        return true;
    }
    std::int64_t at = 0;
    if (!array_index(place, static_cast<std::int64_t>(place.in->size()), "", at)) {
        return fail(cat("replace operation does not apply: doc is missing key: ", path, missing));
    }
    (*place.in)[static_cast<std::size_t>(at)] = value;
    return true;
}

bool Patcher::test(const std::string& path, const Json& value) {
    Place place;
    if (!find_or_fail(path, "test operation does not apply: is missing path", place)) return false;
    Json own;
    if (!get(place, cat("error in test for path: '", path, "': "), own)) return false;
    return own == value || fail(cat("testing value ", path, " failed: test failed"));
}

bool Patcher::transfer(const std::string& op, const std::string& from, const Json& operation) {
    Place place;
    const bool moves = op == "move";
    if (!find_or_fail(from, cat(op, " operation does not apply: doc is missing from path").c_str(),
                      place)) {
        return false;
    }
    const std::string context = moves ? cat("error in move for path: '", place.key, "': ")
                                      : cat("error in copy for from: '", from, "': ");
    Json value;
    if (!get(place, context, value) || (moves && !remove(place, context))) return false;
    std::string path;
    if (!text_member(operation, "path", path)) {
        return fail(cat(op, " operation failed to decode path: ", error));
    }
    if (!find_or_fail(path,
                      cat(op, " operation does not apply: doc is missing destination path").c_str(),
                      place)) {
        return false;
    }
    return add(place, value,
               moves ? cat("error in move for path: '", path, "': ")
                     : std::string("error while adding value during copy: "));
}

bool Patcher::text_member(const Json& operation, const char* name, std::string& out) {
    const auto it = operation.find(name);
    if (it == operation.end() || !it->is_string()) {
        return fail(
            cat("operation", *name == 'f' ? "," : "", " missing ", name, " field", missing));
    }
    out = it->get<std::string>();
    return true;
}

bool Patcher::apply(const Json& operation) {
    std::string op = "unknown", path, from;
    if (const auto it = operation.find("op"); it != operation.end() && it->is_string()) {
        op = it->get<std::string>();
    }
    const auto value_at = operation.find("value");
    const Json value = value_at == operation.end() ? Json() : *value_at;
    if (op == "move" || op == "copy") {
        if (text_member(operation, "from", from)) return transfer(op, from, operation);
        return fail(cat(op, " operation failed to decode from: ", error));
    }
    if (op != "add" && op != "remove" && op != "replace" && op != "test") {
        return fail("Unexpected kind: " + op);
    }
    if (!text_member(operation, "path", path)) {
        const bool short_form = op == "add" || op == "remove";
        return fail(
            cat(op, " operation failed to decode path", short_form ? missing : ": " + error));
    }
    if (op == "replace") return replace(path, value);
    if (op == "test") return test(path, value);
    const Place place = find(path);
    if (!place.in) {
        return fail(
            cat(op, " operation does not apply: doc is missing path: ", quote(path), missing));
    }
    const std::string context = cat("error in ", op, " for path: '", path, "': ");
    return op == "add" ? add(place, value, context) : remove(place, context);
}

}  // namespace

Result<Json> json_patch(const Json& document, const Json& operations) {
    if (!operations.is_array()) {
        return Status{.code = 400,
                      .reason = "BadRequest",
                      .message = cat("json: cannot unmarshal ", json_kind(operations),
                                     " into Go value of type jsonpatch.Patch")};
    }
    Patcher patcher(document);
    for (const Json& operation : operations) {
        if (!operation.is_object()) {
            return Status{.code = 400,
                          .reason = "BadRequest",
                          .message = cat("json: cannot unmarshal ", json_kind(operation),
                                         " into Go value of type jsonpatch.Operation")};
        }
        if (!patcher.apply(operation)) {
            return Status{.code = 422, .reason = "Invalid", .message = patcher.error};
        }
    }
    return std::move(patcher.document_);
}

}  // namespace podfall
