// Client-side validation against the schema. Models kube-openapi's proto/validation.
#include "core/api/schema/schema.h"

#include <nlohmann/json.hpp>

#include "core/base/text.h"

namespace podfall {

namespace {

const char* word_for(const Json& json) {
    if (json.is_boolean()) return "boolean";
    if (json.is_number()) return "number";
    if (json.is_string()) return "string";
    return json.is_array() ? "array" : "map";
}

class Validator {
public:
    std::vector<std::string> problems;
    void value(const Json& json, const Type& type, const std::string& path,
               const std::string& schema_path);

private:
    void structure(const Json& json, const Type& type, const std::string& path);
    void list(const Json& json, const Type& type, const std::string& path,
              const std::string& schema_path);
    void required_fields(const Json& json, const Type& type, const Type& model,
                         const std::string& path);
    void problem(const std::string& path, const std::string& text);
    void wrong_type(const Json& json, const std::string& path, const std::string& schema_path,
                    const char* expected);
};

void Validator::problem(const std::string& path, const std::string& text) {
    problems.push_back(cat("ValidationError(", path, "): ", text));
}

void Validator::wrong_type(const Json& json, const std::string& path,
                           const std::string& schema_path, const char* expected) {
    problem(path, cat("invalid type for ", schema_path, ": got ", quote(word_for(json)),
                      ", expected ", quote(expected)));
}

void Validator::list(const Json& json, const Type& type, const std::string& path,
                     const std::string& schema_path) {
    if (!json.is_array()) return wrong_type(json, path, schema_path, "array");
    for (std::size_t i = 0; i < json.size(); ++i) {
        const std::string item_path = cat(path, "[", i, "]");
        if (json[i].is_null()) {
            problem(path, cat("unknown object type \"nil\" in ", item_path));
        } else {
            value(json[i], type.element(), item_path, schema_path);
        }
    }
}

void Validator::required_fields(const Json& json, const Type& type, const Type& model,
                                const std::string& path) {
    for (const Field& f : type.fields) {
        if (f.has(in_line)) {
            const Type& inner = f.type();
            required_fields(json, inner.shape == Shape::held ? inner.element() : inner, model,
                            path);
        } else if (f.has(required)) {
            const auto it = json.find(f.json);
            if (it == json.end() || it->is_null()) {
                problem(path, cat("missing required field ", quote(f.json), " in ", model.schema));
            }
        }
    }
}

void Validator::structure(const Json& json, const Type& type, const std::string& path) {
    if (!json.is_object()) return wrong_type(json, path, type.schema, "map");
    for (const auto& [key, item] : json.items()) {
        if (item.is_null()) continue;
        const Located found = type.find(key);
        const std::string inner = cat(path, ".", key);
        if (found.field) {
            value(item, found.field->type(), inner, cat(type.schema, ".", key));
        } else if (type.is_kind() && (key == "apiVersion" || key == "kind")) {
            if (!item.is_primitive()) wrong_type(item, inner, cat(type.schema, ".", key), "string");
        } else {
            problem(path, cat("unknown field ", quote(key), " in ", type.schema));
        }
    }
    required_fields(json, type, type, path);
}

void Validator::value(const Json& json, const Type& type, const std::string& path,
                      const std::string& schema_path) {
    const auto text = [&](const std::string& model) {
        if (json.is_structured()) wrong_type(json, path, model, "string");
    };
    switch (type.shape) {
        case Shape::boolean:
            if (!json.is_boolean()) wrong_type(json, path, schema_path, "boolean");
            return;
        case Shape::int32:
        case Shape::int64:
            if (!json.is_number()) wrong_type(json, path, schema_path, "integer");
            return;
        case Shape::string:
        case Shape::decimal:
        case Shape::bytes:
            return text(schema_path);
        case Shape::time:
            return text("io.k8s.apimachinery.pkg.apis.meta.v1.Time");
        case Shape::micro_time:
            return text("io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime");
        case Shape::quantity:
            return text("io.k8s.apimachinery.pkg.api.resource.Quantity");
        case Shape::int_or_string:
            return text("io.k8s.apimachinery.pkg.util.intstr.IntOrString");
        case Shape::raw:
            return;
        case Shape::list:
            return list(json, type, path, schema_path);
        case Shape::map:
            if (!json.is_object()) return wrong_type(json, path, schema_path, "map");
            for (const auto& [key, item] : json.items()) {
                if (item.is_null()) {
                    problems.push_back(cat("unknown object type \"nil\" in ", path, ".", key));
                } else {
                    value(item, type.element(), cat(path, ".", key), schema_path);
                }
            }
            return;
        case Shape::optional:
        case Shape::box:
        case Shape::held:
            return value(json, type.element(), path, schema_path);
        case Shape::structure:
            return structure(json, type, path);
    }
}

// kubectl's error for a document whose kind it cannot determine.
std::vector<std::string> kind_problems(const Json& document) {
    if (!document.is_object()) return {"invalid object to validate"};
    std::vector<std::string> out;
    const struct { const char* name; } names[] = {{"apiVersion"}, {"kind"}};
    for (const auto& [name] : names) {
        const auto it = document.find(name);
        if (it == document.end() || it->is_null()) {
            out.push_back(cat(name, " not set"));
        } else if (!it->is_string()) {
            out.push_back(cat(name, " isn't string type"));
        }
    }
    return out;
}

}  // namespace

bool has_schema(const KindInfo& kind) {
    return contains(kind.type().schema, cat(".", kind.version(), "."));
}

std::vector<std::string> schema_problems(const Json& document) {
    std::vector<std::string> out = kind_problems(document);
    if (!out.empty()) return out;
    const auto api_version = document["apiVersion"].get<std::string>();
    const auto kind = document["kind"].get<std::string>();
    if (api_version == "v1" && kind == "List") {
        const auto items = document.find("items");
        if (items == document.end() || !items->is_array()) return {"invalid object to validate"};
        for (const Json& item : *items) {
            for (std::string& problem : schema_problems(item)) out.push_back(std::move(problem));
        }
        return out;
    }
    const KindInfo* info = find_kind(api_version, kind);
    if (!info || (!info->type().fields.empty() && info->type().fields.back().has(rest))) return {};
    // Versions other than the modelled one have other schemas; only the server validates them.
    const std::string version = api_version.substr(api_version.find('/') + 1);
    const Type& type = info->type_in(version);
    const std::string group =
        *info->group ? std::string(info->group).substr(0, std::string_view(info->group).find('.'))
                     : "core";
    if (!contains(type.schema, cat(".", group, ".", version, "."))) return {};
    Validator validator;
    validator.value(document, type, info->name, type.schema);
    return validator.problems;
}

}  // namespace podfall
