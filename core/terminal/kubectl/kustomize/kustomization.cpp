// Loads kustomization files. Models pkg/loader, and pkg/types with encoding/json's strict decoder.
#include "core/terminal/kubectl/kustomize/kustomization.h"

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/patch/strategic.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

namespace {

// The fields of Go's structs: "name:type" separated by spaces. A type that begins with a capital
// letter is one of these structs; [] is a list.
struct GoStruct {
    const char *name, *fields;
};
constexpr GoStruct structs[] = {
    {"Kustomization",
     "kind:string apiVersion:string namePrefix:string nameSuffix:string namespace:string "
     "commonLabels:map commonAnnotations:map patchesStrategicMerge:[]StrategicMerge "
     "patchesJson6902:[]Json6902 images:[]Image vars:[]Var resources:[]string crds:[]string "
     "bases:[]string configMapGenerator:[]ConfigMapArgs secretGenerator:[]SecretArgs "
     "generatorOptions:GeneratorOptions configurations:[]string"},
    {"Json6902", "target:JsonTarget path:string"},
    {"JsonTarget", "group:string version:string kind:string namespace:string name:string"},
    {"Image", "name:string newName:string newTag:string digest:string"},
    {"Var", "name:string objref:Target fieldref:FieldSelector"},
    {"Target", "apiVersion:string group:string version:string kind:string name:string"},
    {"FieldSelector", "fieldPath:string"},
    {"ConfigMapArgs",
     "namespace:string name:string behavior:string literals:[]string files:[]string env:string"},
    {"SecretArgs",
     "namespace:string name:string behavior:string literals:[]string files:[]string env:string "
     "type:string"},
    {"GeneratorOptions", "labels:map annotations:map disableNameSuffixHash:bool"},
};

// The type of a field, which Go finds in any case of letters; empty if there is none.
std::string type_of(std::string_view go_struct, std::string_view field) {
    for (const GoStruct& s : structs) {
        if (go_struct != s.name) continue;
        for (const std::string& one : split(s.fields, ' ')) {
            const std::size_t colon = one.find(':');
            if (to_lower(one.substr(0, colon)) == to_lower(field)) return one.substr(colon + 1);
        }
    }
    return "";
}

// The package that a type is in.
std::string go_type(const std::string& type) {
    if (type == "string" || type == "bool") return type;
    if (type == "map") return "map[string]string";
    if (type == "Image") return "image.Image";
    return cat(type == "Json6902" || type == "StrategicMerge" ? "patch." : "types.", type);
}

// The first error of decoding into a Go type; empty if there is none. `in` is the struct that has
// the field and `path` the way to it from the outermost one.
std::string decode_error(const Json& json, const std::string& type, const std::string& in,
                         const std::string& path) {
    if (json.is_null()) return "";
    const auto wrong = [&](const Json& value, std::string_view wanted) {
        return cat("json: cannot unmarshal ", json_kind(value), " into Go ",
                   path.empty() ? "value" : cat("struct field ", in, ".", path), " of type ",
                   wanted);
    };
    if (type.substr(0, 2) == "[]") {
        const std::string item = type.substr(2);
        if (!json.is_array()) return wrong(json, cat("[]", go_type(item)));
        for (const Json& one : json)
            if (const std::string e = decode_error(one, item, in, path); !e.empty()) return e;
        return "";
    }
    if (type == "string" || type == "StrategicMerge")
        return json.is_string() ? "" : wrong(json, go_type(type));
    if (type == "bool") return json.is_boolean() ? "" : wrong(json, "bool");
    if (!json.is_object()) return wrong(json, go_type(type));
    for (const auto& [key, value] : json.items()) {
        if (type == "map") {
            if (!value.is_string()) return wrong(value, "string");
            continue;
        }
        const std::string field = type_of(type, key);
        const std::string e =
            field.empty()
                ? cat("json: unknown field ", quote(key))
                : decode_error(value, field, type, path.empty() ? key : cat(path, ".", key));
        if (!e.empty()) return e;
    }
    return "";
}

bool is_remote(std::string_view name) {
    return contains(name, "github.com/") || name.substr(0, 4) == "git@" ||
           name.substr(0, 5) == "git::";
}

// EvalSymlinks' error names the first part of a path that does not exist.
std::string no_file(CommandContext& ctx, std::string_view shown, const std::string& path) {
    std::size_t end = path.find('/', 1);
    while (end != std::string::npos && find_file(ctx.machine(), path.substr(0, end)))
        end = path.find('/', end + 1);
    return cat("evalsymlink failure on '", shown, "' : lstat ", path.substr(0, end),
               ": no such file or directory");
}

// demandDirectoryRoot
bool root_of(CommandContext& ctx, const std::string& name, std::string& folder,
             std::string& error) {
    folder = ctx.absolute(name);
    const File* there = find_file(ctx.machine(), folder);
    if (there && there->folder) return true;
    error = there ? cat("got file '", base_name(folder), "', but '", name,
                        "' must be a directory to be a root")
                  : cat("absolute path error in '", name, "' : ", no_file(ctx, name, folder));
    return false;
}

bool is_below(std::string_view path, std::string_view folder) {
    return path == folder || folder == "/" || path.substr(0, folder.size() + 1) == cat(folder, "/");
}

}  // namespace

std::string go_map(const Json& json) {
    return cat("{", go_value(json), "}");
}

bool kustomization_folder(CommandContext& ctx, const std::string& name, std::string& folder,
                          std::string& error) {
    if (is_remote(name)) {
        error = "no 'git' program on path: exec: \"git\": executable file not found in $PATH";
        return false;
    }
    return root_of(ctx, name, folder, error);
}

bool base_folder(CommandContext& ctx, const std::string& from, const std::string& path,
                 const std::vector<std::string>& visited, std::string& folder, std::string& error) {
    if (path.empty()) {
        error = "new root cannot be empty";
    } else if (is_remote(path)) {
        return kustomization_folder(ctx, path, folder, error);
    } else if (path[0] == '/') {
        error = cat("new root '", path, "' cannot be absolute");
    } else if (root_of(ctx, absolute_path(from, path), folder, error)) {
        for (auto it = visited.rbegin(); it != visited.rend(); ++it) {
            if (!is_below(*it, folder)) continue;
            error = cat("cycle detected: candidate root '", folder, "' contains visited root '",
                        *it, "'");
            return false;
        }
        return true;
    }
    return false;
}

bool load_file(CommandContext& ctx, const std::string& folder, const std::string& path,
               std::string& content, std::string& error) {
    const std::string full = absolute_path(folder, path);
    const File* file = find_file(ctx.machine(), full);
    const std::string outside =
        cat("security; file '", path, "' is not in or below '", folder, "'");
    if (!path.empty() && path[0] == '/') {
        error = outside;
    } else if (!file) {
        error = no_file(ctx, full, full);
    } else if (file->folder) {
        error = cat("'", path, "' must be a file (got d='", full, "')");
    } else if (!is_below(full, folder)) {
        error = outside;
    } else {
        content = file->content ? *file->content : "";
        return true;
    }
    return false;
}

bool load_kustomization(CommandContext& ctx, const std::string& folder, Kustomization& out,
                        std::string& error) {
    const auto fail = [&error](std::string text) {
        error = std::move(text);
        return false;
    };
    out.folder = folder;
    std::string text;
    int found = 0;
    for (const char* name : {"kustomization.yaml", "kustomization.yml", "Kustomization"}) {
        std::string content, ignored;
        if (!load_file(ctx, folder, name, content, ignored)) continue;
        text = std::move(content);
        ++found;
    }
    if (found == 0)
        return fail(
            cat("unable to find one of 'kustomization.yaml', 'kustomization.yml' or "
                "'Kustomization' in directory '",
                folder, "'"));
    if (found > 1) return fail(cat("Found multiple kustomization files under: ", folder, "\n"));
    text = replace_all(replace_all(text, "patches:", "patchesStrategicMerge:"),
                       "imageTags:", "images:");
    std::string why;
    if (!yaml_to_json(text, out.json, why)) return fail(why);
    if (out.json.is_null()) out.json = Json::object();
    if (why = decode_error(out.json, "Kustomization", "", ""); !why.empty()) return fail(why);
    std::string problems;
    const std::string version = text_at(out.json, "apiVersion"), kind = text_at(out.json, "kind");
    if (!version.empty() && version != "kustomize.config.k8s.io/v1beta1")
        problems = "apiVersion should be kustomize.config.k8s.io/v1beta1";
    if (!kind.empty() && kind != "Kustomization")
        problems += cat(problems.empty() ? "" : "\n", "kind should be Kustomization");
    if (!problems.empty())
        return fail(cat("Failed to read kustomization file under ", folder, ":\n", problems));
    return true;
}

}  // namespace podfall::kube
