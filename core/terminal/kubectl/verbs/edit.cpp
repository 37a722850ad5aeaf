// kubectl edit. Models kubectl/pkg/cmd/util/editor (editoptions.go, editor.go) of v1.20.
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/objects/kind.h"
#include "core/api/patch/patch.h"
#include "core/api/schema/schema.h"
#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/client/write.h"
#include "core/terminal/kubectl/verbs/edit.h"

namespace podfall {

namespace kube {

namespace {

constexpr int stage_editing = 2;
constexpr const char* header =
    "# Please edit the object below. Lines beginning with a '#' will be ignored,\n"
    "# and an empty file will abort the edit. If an error occurs while saving this file will be\n"
    "# reopened with the relevant failures.\n#\n";

constexpr const char* last_applied_header =
    "# Please edit the 'last-applied-configuration' annotations below.\n"
    "# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n";

struct EditMemory {
    std::string original, edited;  // without comments
    std::string file, last_file;
    bool failed = false;  // the file was opened again after an error
};

template <class V>
void fields(V& v, EditMemory& m) {
    v("original", m.original), v("edited", m.edited), v("file", m.file);
    v("last_file", m.last_file), v("failed", m.failed);
}

// A reason to open the file again: "pods "n" was not valid", and details.
struct Complaint {
    std::string head;
    std::vector<std::string> others;
};

std::string without_comments(std::string_view text) {
    std::string out;
    for (const std::string& line : split_lines(text))
        if (trim(line).substr(0, 1) != "#") out += line + "\n";
    return out;
}

std::string lines_of(const Complaint& c) {
    const auto hashed = [](const std::string& text) { return replace_all(text, "\n", "\n# "); };
    std::string out = cat("# ", hashed(c.head), c.others.empty() ? "\n" : ":\n");
    for (const std::string& other : c.others) out += cat("# * ", hashed(other), "\n");
    return out + "#\n";
}

bool as_json(const Kubectl& k) {
    return k.flags.text("output") == "json";
}

std::vector<std::string> editor_of(Kubectl& k) {
    std::string editor = k.ctx.env("KUBE_EDITOR");
    if (editor.empty()) editor = k.ctx.env("EDITOR");
    if (editor.empty()) editor = "vi";
    if (editor.find_first_of("\"'\\") != std::string::npos) return {"bash", "-c", editor};
    return split(editor, ' ');
}

void remove(Kubectl& k, const std::string& file) {
    std::string error;
    if (!file.empty()) remove_file(k.ctx.world, k.ctx.machine(), file, false, error);
}

// "A copy of your changes ...", then the error.
Step preserved(Kubectl& k, const std::string& file, std::string_view why) {
    if (!file.empty() && find_file(k.ctx.machine(), file))
        k.err(cat("A copy of your changes has been stored to ", quote(file), "\n"));
    return k.fail(why);
}

// Writes the text to a new file and starts the editor.
Step launch(Kubectl& k, const std::string& text) {
    EditMemory& m = k.ctx.memory<EditMemory>();
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    m.last_file = std::exchange(m.file, "/tmp/kubectl-edit-");
    for (int i = 0; i < 5; ++i)
        m.file += letters[static_cast<std::size_t>(k.ctx.world.random.below(letters.size()))];
    m.file += as_json(k) ? ".json" : ".yaml";
    std::string error;
    k.ctx.write_file(m.file, text, error);
    std::vector<std::string> words = editor_of(k);
    if (!find_command(words[0]) && !find_file(k.ctx.machine(), k.ctx.absolute(words[0])) &&
        words[0] != "bash")
        return preserved(k, m.last_file,
                         cat("unable to launch the editor ", quote(join(words, " "))));
    if (words[0] == "bash")
        words.back() += cat(" ", quote(m.file));
    else
        words.push_back(m.file);
    k.memory.stage = stage_editing;
    k.ctx.start_child(std::move(words));
    return wait_child();
}

bool find_infos(Kubectl& k, std::vector<Info>& infos, Step& failed) {
    Builder b = make_builder(k);
    b.flatten = b.latest = b.allow_empty_selector = true;
    Error fatal;
    Errors errors;
    infos = b.infos(k, fatal, errors);
    if (fatal)
        failed = k.fail(fatal);
    else if (!errors.empty())
        failed = k.fail(errors);
    else if (infos.empty())
        failed = k.fail("edit cancelled, no objects found");
    else
        return true;
    return false;
}

// The objects as shown in the editor: changes are computed against these, not against the present
// ones.
bool shown_infos(Kubectl& k, const std::string& text, std::vector<Info>& infos, Step& failed) {
    Json shown;
    std::string ignored;
    yaml_to_json(text, shown, ignored);
    const bool list = text_at(shown, "kind") == "List";
    for (const Json& object : list ? items(at(shown, "items")) : Json::array_t{shown}) {
        Info info;
        Error error;
        if (!k.find_kind(text_at(object, "apiVersion"), text_at(object, "kind"), info.resource,
                         error)) {
            failed = k.fail(error);
            return false;
        }
        info.name = text_at(object, "metadata.name");
        info.namespace_ = text_at(object, "metadata.namespace");
        info.object = std::make_shared<Json>(object);
        infos.push_back(std::move(info));
    }
    return true;
}

std::string shown_text(const Kubectl& k, const std::vector<Info>& infos) {
    Json shown = infos.size() == 1
                     ? *infos[0].object
                     : Json{{"apiVersion", "v1"}, {"kind", "List"}, {"metadata", Json::object()}};
    if (infos.size() > 1)
        for (const Info& info : infos) shown["items"].push_back(*info.object);
    erase(shown, "metadata.managedFields");
    return as_json(k) ? json_pretty(shown) : to_yaml(shown);
}

std::string resource_name(const Info& info) {
    return info.resource.group.empty() ? info.resource.plural
                                       : cat(info.resource.plural, ".", info.resource.group);
}

// Opens the file again with the errors at its top.
Step again(Kubectl& k, const std::vector<Complaint>& complaints) {
    EditMemory& m = k.ctx.memory<EditMemory>();
    m.failed = true;
    std::string text = header;
    for (const Complaint& c : complaints) text += lines_of(c);
    return launch(k, text + m.edited);
}

// Parses and validates the edited text; returns an error text if it is not acceptable. Objects of
// unknown kinds fail later, in `unknown`.
std::string read_edited(const std::string& text, bool validate, Json& out, std::string& unknown) {
    std::string error;
    if (!yaml_to_json(text, out, error)) return error;
    if (!out.is_object()) return "invalid object to validate";
    std::vector<std::string> problems;
    const bool list = text_at(out, "kind") == "List";
    for (const Json& object : list ? items(at(out, "items")) : Json::array_t{out})
        if (!find_kind(text_at(object, "apiVersion"), text_at(object, "kind")))
            unknown = cat("unable to recognize \"edited-file\": no matches for kind ",
                          quote(text_at(object, "kind")), " in version ",
                          quote(text_at(object, "apiVersion")));
        else if (validate)
            for (std::string& problem : schema_problems(object))
                problems.push_back(std::move(problem));
    return problems.size() > 1 ? cat("[", join(problems, ", "), "]")
           : problems.empty()  ? ""
                               : problems[0];
}

struct Edits {
    std::vector<Complaint> complaints;
    bool retryable = false, gone = false;
    std::string fatal;
};

void patch_one(Kubectl& k, const Info& info, const Json& edited, Edits& out) {
    ObjectPrinter printer;
    Error error;
    const Json& before = *info.object;
    const bool same = edited == before;
    if (!printer.init(k, same ? "skipped" : "edited", error))
        return void(out.fatal = error.message);
    if (same) return void(printer.print(k, before));
    for (const char* field : {"apiVersion", "kind", "metadata.name"})
        if (at(edited, field) != at(before, field))
            return void(out.fatal = "At least one of apiVersion, kind and name was changed");
    Json changed = edited;
    save_config(k, changed);
    record(k, changed);
    const KindInfo* kind = find_kind(info.resource.api_version(), info.resource.kind);
    const Result<Json> diff =
        kind ? strategic_diff(before, changed, kind->type_in(info.resource.version))
             : Result<Json>(merge_diff(before, changed));
    if (!diff) return void(out.fatal = diff.status().message);
    const std::string body = json_text(*diff),
                      name = cat(resource_name(info), " ", quote(info.name));
    if (k.flags.known_on("output-patch")) k.out(cat("Patch: ", body, "\n"));
    Json answer;
    error = patch(k, info, kind ? PatchType::strategic : PatchType::merge, body, 0, answer);
    if (!error) return void(printer.print(k, answer));
    if (error.reason == "Invalid") {
        Complaint c{name + " was not valid", {}};
        for (const auto& [field, message] : error.causes)
            c.others.push_back(cat(field, ": ", message));
        out.complaints.push_back(std::move(c));
        return k.err(cat("error: ", name, " is invalid\n"));
    }
    out.gone = out.gone || error.not_found();
    out.retryable = out.retryable || !error.not_found();
    k.err(cat("error: ", name,
              error.not_found() ? " could not be found on the server"
                                : cat(" could not be patched: ", error.text()),
              "\n"));
}

Edits patch_all(Kubectl& k, const std::vector<Info>& infos, const Json& edited) {
    Edits out;
    const bool list = text_at(edited, "kind") == "List";
    for (const Json& object : list ? items(at(edited, "items")) : Json::array_t{edited}) {
        const Info* found = nullptr;
        for (const Info& info : infos)
            if (text_at(*info.object, "metadata.uid") == text_at(object, "metadata.uid"))
                found = &info;
        if (found)
            patch_one(k, *found, object, out);
        else
            out.fatal = cat("no original object found for ", object.dump());
        if (!out.fatal.empty()) break;
    }
    return out;
}

Step create_edited(Kubectl& k, const std::string& text);
Step apply_edited(Kubectl& k, const std::string& text);

// `apply edit-last-applied` shows the configurations that were applied last, not the objects.
bool edits_last_applied(const Kubectl& k) {
    return std::string_view(k.command.path) == "apply edit-last-applied";
}

// Replaces objects by what was last applied to them, and leaves out those without it.
void take_last_applied(std::vector<Info>& infos) {
    std::erase_if(infos, [](Info& info) {
        Json last =
            Json::parse(text_of(member(at(*info.object, "metadata.annotations"), last_applied)),
                        nullptr, false);
        const bool none = !last.is_object();
        if (!none) *info.object = std::move(last);
        return none;
    });
}

// The editor has ended.
Step edited(Kubectl& k) {
    EditMemory& m = k.ctx.memory<EditMemory>();
    const std::string words = join(editor_of(k), " ");
    if (k.ctx.child_exit() != 0)
        return preserved(k, m.last_file, cat("there was a problem with the editor ", quote(words)));
    std::string text, error;
    k.ctx.read_file(m.file, text, error);
    const std::string bare = without_comments(text);
    if (m.failed && bare == m.edited)
        return preserved(k, m.file, "Edit cancelled, no valid changes were saved.");
    m.edited = bare;
    remove(k, m.last_file);
    if (bare == m.original) {
        remove(k, m.file);
        k.err("Edit cancelled, no changes made.\n");
        return k.done();
    }
    if (std::string_view(k.command.path) == "create") return create_edited(k, bare);
    if (edits_last_applied(k)) return apply_edited(k, bare);
    std::vector<Info> infos;
    Step failed;
    if (!shown_infos(k, m.original, infos, failed)) return failed;
    Json changed;
    const std::string first = cat(resource_name(infos[0]), " ", quote(infos[0].name));
    std::string unknown;
    if (const std::string problem = read_edited(bare, k.flags.on("validate"), changed, unknown);
        !problem.empty()) {
        k.err(cat("error: ", first, " is invalid\n"));
        return again(
            k, {{first + " was not valid",
                 {cat("<nil>: Invalid value: \"The edited file failed validation\": ", problem)}}});
    }
    if (!unknown.empty())
        return again(k, {{cat("The edited file had a syntax error: ", unknown), {}}});
    const Edits out = patch_all(k, infos, changed);
    if (!out.fatal.empty()) return preserved(k, m.file, out.fatal);
    if (out.retryable) {
        k.err(cat("You can run `kubectl replace -f ", m.file, "` to try this update again.\n"));
        return exited(1);
    }
    if (out.gone) {
        k.err(cat("The edits you made on deleted resources have been saved to ", quote(m.file),
                  "\n"));
        return exited(1);
    }
    if (!out.complaints.empty()) return again(k, out.complaints);
    remove(k, m.file);
    return k.done();
}

// Sends the edited manifest.
Step create_edited(Kubectl& k, const std::string& text) {
    Json changed;
    std::string unknown;
    if (const std::string problem = read_edited(text, k.flags.on("validate"), changed, unknown);
        !problem.empty() || !unknown.empty()) {
        return again(
            k, {{cat("The edited file had a syntax error: ", problem.empty() ? unknown : problem),
                 {}}});
    }
    ObjectPrinter printer;
    Error error;
    if (!printer.init(k, "created", error)) return k.fail(error);
    const bool list = text_at(changed, "kind") == "List";
    for (Json& object :
         list ? changed["items"].get_ref<Json::array_t&>() : std::vector<Json>{changed}) {
        Info info;
        if (!k.find_kind(text_at(object, "apiVersion"), text_at(object, "kind"), info.resource,
                         error))
            return k.fail(error);
        info.namespace_ = text_at(object, "metadata.namespace");
        if (info.namespace_.empty()) info.namespace_ = k.namespace_();
        save_config(k, object);
        record(k, object);
        Json answer;
        if (Error e = post(k, info.resource, info.namespace_, object, 0, answer))
            return preserved(k, k.ctx.memory<EditMemory>().file, e.text());
        if (Error e = printer.print(k, answer)) return k.fail(e);
    }
    remove(k, k.ctx.memory<EditMemory>().file);
    return k.done();
}

// Stores the edited configuration in the annotation; the object itself stays as it is.
Step apply_edited(Kubectl& k, const std::string& text) {
    Json changed;
    std::string unknown;
    if (const std::string problem = read_edited(text, false, changed, unknown);
        !problem.empty() || !unknown.empty())
        return again(
            k, {{cat("The edited file had a syntax error: ", problem.empty() ? unknown : problem),
                 {}}});
    ObjectPrinter printer;
    Error error;
    if (!printer.init(k, "edited", error)) return k.fail(error);
    const bool list = text_at(changed, "kind") == "List";
    for (const Json& object : list ? items(at(changed, "items")) : Json::array_t{changed}) {
        Info info;
        if (!k.find_kind(text_at(object, "apiVersion"), text_at(object, "kind"), info.resource,
                         error))
            return k.fail(error);
        info.name = text_at(object, "metadata.name");
        if (info.resource.namespaced) {
            info.namespace_ = text_at(object, "metadata.namespace");
            if (info.namespace_.empty()) info.namespace_ = k.namespace_();
        }
        Json body, answer;
        set_annotation(body, last_applied, modified_configuration(object, false));
        if (Error e = patch(k, info, PatchType::merge, json_text(body), 0, answer))
            return preserved(k, k.ctx.memory<EditMemory>().file, e.text());
        if (Error e = printer.print(k, answer)) return k.fail(e);
    }
    remove(k, k.ctx.memory<EditMemory>().file);
    return k.done();
}

Step edit_objects(Kubectl& k) {
    if (k.memory.stage == stage_editing) return edited(k);
    if (const std::string output = k.flags.text("output");
        !output.empty() && output != "json" && output != "yaml") {
        return k.fail(cat("unable to match a printer suitable for the output format ",
                          quote(output), ", allowed formats are: json,yaml"));
    }
    std::vector<Info> infos;
    Step failed;
    if (!find_infos(k, infos, failed)) return failed;
    if (edits_last_applied(k)) take_last_applied(infos);
    if (infos.empty() && edits_last_applied(k))
        return k.fail(
            "no last-applied-configuration annotation found on resources, to create the "
            "annotation, use command `kubectl apply set-last-applied --create-annotation`");
    if (infos.empty()) return k.fail("edit cancelled, no objects found");
    EditMemory& m = k.ctx.memory<EditMemory>();
    m.original = shown_text(k, infos);
    return launch(k, as_json(k)              ? m.original
                     : edits_last_applied(k) ? last_applied_header + m.original
                                             : header + m.original);
}

Step run_edit_last_applied(CommandContext& ctx) {
    return run(ctx, "apply edit-last-applied", edit_objects);
}

Step run_edit(CommandContext& ctx) {
    return run(ctx, "edit", edit_objects);
}

}  // namespace

Step edit_before_create(Kubectl& k) {
    if (k.memory.stage == stage_editing) return edited(k);
    Builder b = make_builder(k);
    b.validate = k.flags.on("validate");
    b.flatten = b.continue_on_error = true;
    Error fatal;
    Errors errors;
    const std::vector<Info> infos = b.infos(k, fatal, errors);
    if (fatal) return k.fail(fatal);
    if (!errors.empty()) return k.fail(errors);
    if (infos.empty()) return k.fail("edit cancelled, no objects found");
    EditMemory& m = k.ctx.memory<EditMemory>();
    m.original = shown_text(k, infos);
    return launch(k, as_json(k) ? m.original : header + m.original);
}

}  // namespace kube

extern const Command kubectl_apply_edit_last_applied = {
    .name = "kubectl apply edit-last-applied",
    .summary = "Edit latest last-applied-configuration annotations of a resource/object",
    .run = kube::run_edit_last_applied,
};

extern const Command kubectl_edit = {
    .name = "kubectl edit",
    .summary = "Edit a resource on the server",
    .run = kube::run_edit,
};

}  // namespace podfall
