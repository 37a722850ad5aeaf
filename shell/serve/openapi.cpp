// Builds the OpenAPI v2 document.
#include "shell/serve/openapi.h"

#include <nlohmann/json.hpp>

#include "core/api/format/json.h"
#include "core/api/objects/kind.h"
#include "core/api/schema/schema.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr const char* time_schema = "io.k8s.apimachinery.pkg.apis.meta.v1.Time";
constexpr const char* micro_time_schema = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime";
constexpr const char* quantity_schema = "io.k8s.apimachinery.pkg.api.resource.Quantity";
constexpr const char* int_or_string_schema = "io.k8s.apimachinery.pkg.util.intstr.IntOrString";

Json scalar(const char* type, const char* format = "") {
    Json out = {{"type", type}};
    if (*format) out["format"] = format;
    return out;
}

Json reference(std::string_view name) {
    return {{"$ref", cat("#/definitions/", name)}};
}

// Collects the definitions that the kinds need, each once.
class Definitions {
public:
    Json all = {{time_schema, scalar("string", "date-time")},
                {micro_time_schema, scalar("string", "date-time")},
                {quantity_schema, scalar("string")},
                {int_or_string_schema, scalar("string", "int-or-string")}};

    Json use(const Type& type);
    void add(const Type& type);

private:
    void members(const Type& type, Json& definition);
};

Json Definitions::use(const Type& type) {
    switch (type.shape) {
        case Shape::boolean:
            return scalar("boolean");
        case Shape::int32:
            return scalar("integer", "int32");
        case Shape::int64:
            return scalar("integer", "int64");
        case Shape::string:
        case Shape::decimal:
            return scalar("string");
        case Shape::bytes:
            return scalar("string", "byte");
        case Shape::time:
            return reference(time_schema);
        case Shape::micro_time:
            return reference(micro_time_schema);
        case Shape::quantity:
            return reference(quantity_schema);
        case Shape::int_or_string:
            return reference(int_or_string_schema);
        case Shape::raw:
            return scalar("object");
        case Shape::list:
            return {{"type", "array"}, {"items", use(type.element())}};
        case Shape::map:
            return {{"type", "object"}, {"additionalProperties", use(type.element())}};
        case Shape::optional:
        case Shape::box:
        case Shape::held:
            return use(type.element());
        case Shape::structure:
            add(type);
            return reference(type.schema);
    }
    return Json::object();
}

// OpenAPI extensions for the patch strategy and the kind of a list.
void add_extensions(const Field& f, Json& property) {
    std::string strategy = f.has(patch_merge) ? "merge" : "";
    if (f.has(retain_keys)) strategy += strategy.empty() ? "retainKeys" : ",retainKeys";
    if (!strategy.empty()) property["x-kubernetes-patch-strategy"] = strategy;
    if (!f.merge_key().empty())
        property["x-kubernetes-patch-merge-key"] = std::string(f.merge_key());
}

void Definitions::members(const Type& type, Json& definition) {
    for (const Field& f : type.fields) {
        if (f.has(rest)) continue;
        if (f.has(in_line)) {
            const Type* inner = &f.type();
            while (inner->element) inner = &inner->element();
            members(*inner, definition);
            continue;
        }
        // metav1.Time is a string whatever the field's flags say about numbers.
        Json property = f.has(as_micro_time) ? reference(micro_time_schema)
                        : f.has(as_time)     ? reference(time_schema)
                                             : use(f.type());
        if (const std::string_view text = description(type, f.json);
            !text.empty() && f.type().shape != Shape::raw)
            property["description"] = text;
        add_extensions(f, property);
        definition["properties"][f.json] = std::move(property);
        if (f.has(required)) definition["required"].push_back(f.json);
    }
}

void Definitions::add(const Type& type) {
    if (!*type.schema || all.contains(type.schema)) return;
    all[type.schema] = Json::object();  // a type may contain itself
    Json definition = scalar("object");
    if (type.is_kind())
        for (const char* name : {"apiVersion", "kind"}) {
            Json property = scalar("string");
            property["description"] = description(type, name);
            definition["properties"][name] = std::move(property);
        }
    if (const std::string_view text = description(type, ""); !text.empty())
        definition["description"] = text;
    members(type, definition);
    all[type.schema] = std::move(definition);
}

Json group_version_kind(const KindInfo& kind, const std::string& version) {
    return {{"group", kind.group}, {"kind", kind.name}, {"version", version}};
}

std::string path_of(const KindInfo& kind, const std::string& version) {
    return cat(*kind.group ? cat("/apis/", kind.group) : std::string("/api"), "/", version,
               kind.namespaced ? "/namespaces/{namespace}/" : "/", kind.plural, "/{name}");
}

// The definition of a kind that is stored as JSON: its members, with arbitrary contents.
Json raw_definition(const KindInfo& kind, Definitions& definitions) {
    const Type& type = kind.type();
    Json definition = definitions.all[type.schema];
    for (const std::string& name : split_words(raw_members(kind)))
        definition["properties"][name] = scalar("object");
    return definition;
}

// Declares that it can be patched, from which kubectl concludes that it supports dry runs.
void add_patch(const KindInfo& kind, const std::string& version, Json& paths) {
    if (!contains(kind.verbs, "patch")) return;
    const Json dry_run = {
        {"in", "query"}, {"name", "dryRun"}, {"type", "string"}, {"uniqueItems", true}};
    paths[path_of(kind, version)]["patch"] = {
        {"parameters", Json::array({dry_run})},
        {"x-kubernetes-group-version-kind", group_version_kind(kind, version)}};
}

Json document(const char* release) {
    Definitions definitions;
    Json paths = Json::object();
    for (const KindInfo& kind : all_kinds()) {
        const Type& type = kind.type();
        definitions.add(type);
        const bool raw = !raw_members(kind).empty();
        if (!raw && !has_schema(kind)) continue;
        const std::string name =
            raw ? cat("io.k8s.", kind.group, ".", kind.version(), ".", kind.name) : type.schema;
        if (raw) definitions.all[name] = raw_definition(kind, definitions);
        definitions.all[name]["x-kubernetes-group-version-kind"].push_back(
            group_version_kind(kind, kind.version()));
        add_patch(kind, kind.version(), paths);
        for (const std::string& version : split(kind.versions, ',')) {
            const Type& other = kind.type_in(version);
            if (&other == &type || !contains(other.schema, cat(".", version, "."))) continue;
            definitions.add(other);
            definitions.all[other.schema]["x-kubernetes-group-version-kind"].push_back(
                group_version_kind(kind, version));
            add_patch(kind, version, paths);
        }
    }
    return {{"swagger", "2.0"},
            {"info", {{"title", "Kubernetes"}, {"version", release}}},
            {"paths", std::move(paths)},
            {"definitions", std::move(definitions.all)}};
}

// The wire format of protocol buffers, as far as the document needs it.
class ProtoWriter {
public:
    std::string bytes;

    void text(int field, std::string_view value) {
        varint(static_cast<std::uint64_t>(field) << 3 | 2);
        varint(value.size());
        bytes += value;
    }
    void flag(int field, bool value) {
        varint(static_cast<std::uint64_t>(field) << 3);
        varint(value);
    }

private:
    void varint(std::uint64_t n) {
        for (; n >= 128; n >>= 7) bytes += static_cast<char>(n | 128);
        bytes += static_cast<char>(n);
    }
};

// NamedAny: an extension, whose value is YAML; JSON is YAML.
std::string named_any(const std::string& name, const Json& value) {
    ProtoWriter any, out;
    any.text(2, value.dump());
    out.text(1, name);
    out.text(2, any.bytes);
    return out.bytes;
}

// NamedSchema, NamedPathItem, ...: an entry of a map.
std::string named(const std::string& name, const std::string& value) {
    ProtoWriter out;
    out.text(1, name);
    out.text(2, value);
    return out.bytes;
}

void write_extensions(ProtoWriter& out, int field, const Json& object) {
    for (const auto& [key, value] : object.items())
        if (key.rfind("x-", 0) == 0) out.text(field, named_any(key, value));
}

std::string wrapped(int field, const std::string& message) {
    ProtoWriter out;
    out.text(field, message);
    return out.bytes;
}

std::string schema_message(const Json& schema) {
    ProtoWriter out;
    if (schema.contains("$ref")) out.text(1, schema["$ref"].get<std::string>());
    if (schema.contains("format")) out.text(2, schema["format"].get<std::string>());
    if (schema.contains("description")) out.text(4, schema["description"].get<std::string>());
    if (schema.contains("required"))
        for (const Json& name : schema["required"]) out.text(19, name.get<std::string>());
    if (schema.contains("additionalProperties"))
        out.text(21, wrapped(1, schema_message(schema["additionalProperties"])));
    if (schema.contains("type")) out.text(22, wrapped(1, schema["type"].get<std::string>()));
    if (schema.contains("items")) out.text(23, wrapped(1, schema_message(schema["items"])));
    if (schema.contains("properties")) {
        ProtoWriter all;
        for (const auto& [name, property] : schema["properties"].items())
            all.text(1, named(name, schema_message(property)));
        out.text(25, all.bytes);
    }
    write_extensions(out, 31, schema);
    return out.bytes;
}

// A PathItem with its PATCH operation and the query parameters of that.
std::string path_message(const Json& path) {
    ProtoWriter operation;
    for (const Json& p : path["patch"]["parameters"]) {
        ProtoWriter parameter;
        parameter.text(2, p["in"].get<std::string>());
        parameter.text(4, p["name"].get<std::string>());
        parameter.text(6, p["type"].get<std::string>());
        parameter.flag(20, p["uniqueItems"].get<bool>());
        // ParametersItem > Parameter > NonBodyParameter > QueryParameterSubSchema
        operation.text(8, wrapped(1, wrapped(2, wrapped(3, parameter.bytes))));
    }
    write_extensions(operation, 13, path["patch"]);
    return wrapped(8, operation.bytes);
}

}  // namespace

std::string openapi_json(const char* release) {
    return document(release).dump();
}

std::string openapi_protobuf(const char* release) {
    const Json json = document(release);
    ProtoWriter out, info, paths, definitions;
    info.text(1, json["info"]["title"].get<std::string>());
    info.text(2, json["info"]["version"].get<std::string>());
    for (const auto& [name, path] : json["paths"].items())
        paths.text(2, named(name, path_message(path)));
    for (const auto& [name, schema] : json["definitions"].items())
        definitions.text(1, named(name, schema_message(schema)));
    out.text(1, json["swagger"].get<std::string>());
    out.text(2, info.bytes);
    out.text(8, paths.bytes);
    out.text(9, definitions.bytes);
    return out.bytes;
}

}  // namespace podfall
