// Prints tables and objects in the --output formats.
#include "core/terminal/kubectl/print/print.h"

#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

namespace {

struct Format {
    const char* name;
    Output output;
    bool takes_argument, from_file, human;
};
constexpr Format formats[] = {
    {"custom-columns", Output::columns, true, false, true},
    {"custom-columns-file", Output::columns, true, true, true},
    {"go-template", Output::go_template, true, false, false},
    {"go-template-file", Output::go_template, true, true, false},
    {"json", Output::json, false, false, false},
    {"jsonpath", Output::json_path, true, false, false},
    {"jsonpath-as-json", Output::json_path_json, true, false, false},
    {"jsonpath-file", Output::json_path, true, true, false},
    {"name", Output::name, false, false, false},
    {"template", Output::go_template, true, false, false},
    {"templatefile", Output::go_template, true, true, false},
    {"wide", Output::wide, false, false, true},
    {"yaml", Output::yaml, false, false, false},
};

std::string allowed_formats(bool human) {
    std::string text;
    for (const Format& f : formats) {
        if (human || !f.human) text += cat(text.empty() ? "" : ",", f.name);
    }
    return text;
}

std::string group_of(const std::string& api_version) {
    const std::size_t slash = api_version.find('/');
    return slash == std::string::npos ? "" : api_version.substr(0, slash);
}

}  // namespace

std::string with_dry_run(std::string operation, int dry_run) {
    return cat(operation, dry_run == 1 ? " (dry run)" : dry_run == 2 ? " (server dry run)" : "");
}

std::string typed_name(const Json& object) {
    const std::string group = group_of(text_at(object, "apiVersion"));
    const std::string name = text_at(object, "metadata.name");
    return cat(to_lower(text_at(object, "kind")), group.empty() ? "" : ".", group, "/",
               name.empty() ? "<unknown>" : name);
}

bool ObjectPrinter::read_argument(Kubectl& k, const std::string& format, std::string& argument,
                                  Error& error) {
    if (argument.empty() && !contains(format, "custom")) argument = k.flags.known_text("template");
    if (argument.empty()) {
        if (contains(format, "custom-columns")) {
            error =
                plain_error(contains(format, "file")
                                ? "custom-columns-file format specified but no custom columns given"
                                : "custom-columns format specified but no custom columns given");
        } else {
            error = plain_error("template format specified but no template given");
        }
        return false;
    }
    if (!contains(format, "file")) return true;
    std::string text, why;
    if (!k.ctx.read_file(k.ctx.absolute(argument), text, why)) {
        error = plain_error(contains(format, "custom")
                                ? cat("error reading template ", argument, ", open ", argument,
                                      ": ", to_lower(why), "\n")
                                : cat("error reading --template ", argument, ", open ", argument,
                                      ": ", to_lower(why), "\n"));
        return false;
    }
    argument = text;
    return true;
}

bool ObjectPrinter::init(Kubectl& k, std::string operation, Error& error, bool human,
                         const char* default_format) {
    operation_ = std::move(operation);
    std::string format =
        k.flags.known_changed("output") ? k.flags.known_text("output") : default_format;
    if (!k.flags.known_changed("output")) format = k.flags.known_text("output");
    if (format.empty() && !k.flags.known_text("template").empty()) format = "go-template";
    allow_missing_ = k.flags.known_on("allow-missing-template-keys");
    no_headers_ = k.flags.known_on("no-headers");
    if (format.empty()) {
        format_ = human ? Output::table : Output::name;
        return true;
    }
    const std::size_t equals = format.find('=');
    const std::string name = format.substr(0, equals);
    std::string argument = equals == std::string::npos ? "" : format.substr(equals + 1);
    const Format* found = nullptr;
    for (const Format& f : formats) {
        if (name == f.name && (f.takes_argument || equals == std::string::npos) &&
            (human || !f.human)) {
            found = &f;
        }
    }
    if (!found) {
        error = plain_error(cat("unable to match a printer suitable for the output format ",
                                quote(format), ", allowed formats are: ", allowed_formats(human)));
        return false;
    }
    format_ = found->output;
    short_ = format_ == Output::name;
    if (!found->takes_argument) return true;
    if (!read_argument(k, name, argument, error)) return false;
    argument_ = argument;
    std::string why;
    if (format_ == Output::columns) return read_columns(argument, found->from_file, error);
    if (format_ == Output::go_template) {
        template_ = parse_template(argument, why);
        if (!template_) {
            error = plain_error(cat("error parsing template ", argument, ", ", why, "\n"));
            return false;
        }
        return true;
    }
    if (!parse_json_path(argument, path_, why)) {
        error = plain_error(cat("error parsing jsonpath ", argument, ", ", why, "\n"));
        return false;
    }
    return true;
}

Error ObjectPrinter::print_name(const Json& object, std::string& out) const {
    if (at(object, "items").is_array()) {
        for (const Json& item : items(at(object, "items"))) print_name(item, out);
        return {};
    }
    out += typed_name(object);
    if (!short_ && !operation_.empty()) out += cat(" ", operation_);
    out += '\n';
    return {};
}

Error ObjectPrinter::print_path(const Json& object, std::string& out) {
    std::string why;
    if (run_json_path(path_, object, allow_missing_, format_ == Output::json_path_json, out, why)) {
        return {};
    }
    return plain_error(cat(
        "error executing jsonpath ", quote(argument_), ": Error executing template: ", why,
        ". Printing more information for debugging the template:\n"
        "\ttemplate was:\n\t\t",
        argument_, "\n\tobject given to jsonpath engine was:\n\t\t", go_syntax(object), "\n\n\n"));
}

const Type* struct_of(const Json& object) {
    const std::string version = text_at(object, "apiVersion");
    const KindInfo* kind = find_kind(version, text_at(object, "kind"));
    return kind ? &kind->type_in(std::string_view(version).substr(version.find('/') + 1)) : nullptr;
}

Error ObjectPrinter::print(const Json& object, std::string& out) {
    switch (format_) {
        case Output::json: {
            out += json_pretty(object, typed ? struct_of(object) : nullptr);
            return {};
        }
        case Output::yaml:
            if (printed_++ > 0) out += "---\n";
            out += to_yaml(object);
            return {};
        case Output::json_path:
        case Output::json_path_json:
            return print_path(object, out);
        case Output::columns:
            return print_columns(object, out);
        case Output::go_template: {
            std::string why;
            if (run_template(*template_, object, allow_missing_, out, why)) return {};
            out += cat("Error executing template: ", why,
                       ". Printing more information for debugging the template:\n"
                       "\ttemplate was:\n\t\t",
                       argument_, "\n\traw data was:\n\t\t",
                       json_text(object, typed ? struct_of(object) : nullptr),
                       "\n\tobject given to template engine was:\n\t\t", go_value(object), "\n\n");
            return plain_error(cat("error executing template ", quote(argument_), ": ", why));
        }
        default:
            return print_name(object, out);
    }
}

Error ObjectPrinter::print(Kubectl& k, const Json& object) {
    std::string out;
    Error error = print(object, out);
    k.out(out);
    return error;
}

}  // namespace podfall::kube
