// kubectl explain. Models kubectl/pkg/explain. The fields come from the same schema as validation,
// the descriptions from core/api/schema/descriptions.cpp.
#include "core/api/schema/schema.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/resource.h"
#include "core/terminal/kubectl/kubectl.h"

namespace podfall {

namespace kube {

namespace {

constexpr std::size_t text_column = 5, page_width = 80;

// Wraps words at the page width, each line indented by five spaces.
std::string wrapped(std::string_view text) {
    std::string out, line;
    for (const std::string& word : split_words(text)) {
        if (!line.empty() && text_column + line.size() + 1 + word.size() > page_width) {
            out += cat(std::string(text_column, ' '), line, "\n");
            line.clear();
        }
        line += cat(line.empty() ? "" : " ", word);
    }
    return line.empty() ? out : cat(out, std::string(text_column, ' '), line, "\n");
}

// The text of the field and of its type.
std::string description_lines(const Explained& e, bool is_field) {
    std::string out = wrapped(e.field_description);
    if (!e.type_description.empty()) out += cat(is_field ? "\n" : "", wrapped(e.type_description));
    return out.empty() ? wrapped("<empty>") : out;
}

void field_lines(Kubectl& k, const KindInfo& kind, const std::vector<std::string>& path,
                 const std::string& version, const Explained& e, bool recursive,
                 std::size_t level) {
    for (const ExplainedField& f : e.fields) {
        const std::string indent(3 + 3 * level, ' ');
        k.out(
            cat(indent, f.name, "\t", f.type, f.required && !recursive ? " -required-" : "", "\n"));
        if (!recursive) {
            k.out(cat(wrapped(f.description), "\n"));
            continue;
        }
        // Self-referential schemas (JSONSchemaProps) would not end.
        if (!contains(f.type, "Object") || level > 8) continue;
        std::vector<std::string> inner = path;
        inner.push_back(f.name);
        field_lines(k, kind, inner, version, explain(kind, inner, version), true, level + 1);
    }
}

Step explain_resource(Kubectl& k) {
    if (k.args().empty()) {
        return k.fail(
            "You must specify the type of resource to explain. Use \"kubectl "
            "api-resources\" for a complete list of supported resources.\n");
    }
    if (k.args().size() > 1) return k.fail("We accept only this format: explain RESOURCE\n");
    std::vector<std::string> path = split(k.args()[0], '.');
    const std::string word = path[0];
    path.erase(path.begin());
    while (!path.empty() && path.back().empty()) path.pop_back();
    Resource resource;
    Error error;
    if (!k.find_resource(word, resource, error)) {
        if (error.kind == Error::Kind::plain) error.kind = Error::Kind::no_match;
        return k.fail(error);
    }
    const std::string asked = k.flags.text("api-version");
    const KindInfo* kind = find_kind(asked.empty() ? resource.api_version() : asked, resource.kind);
    if (!kind) {
        return k.fail(cat(
            "couldn't find resource for ",
            quote(cat(asked.empty() ? resource.api_version() : asked, ", Kind=", resource.kind))));
    }
    const std::string version =
        asked.empty() ? resource.version : asked.substr(asked.find('/') + 1);
    const Explained e = explain(*kind, path, version);
    if (!e.found) return k.fail(cat("field ", quote(e.missing), " does not exist"));
    k.out(cat("KIND:     ", resource.kind,
              "\nVERSION:  ", asked.empty() ? resource.api_version() : asked, "\n\n"));
    // JSON of any shape has no type name in kubectl.
    if (!path.empty() && e.type != "<map[string]>") {
        k.out(cat(e.is_object ? "RESOURCE: " : "FIELD:    ", path.back(), " ", e.type, "\n\n"));
    }
    k.out(cat("DESCRIPTION:\n", description_lines(e, !path.empty())));
    if (!e.is_object) return k.done();
    k.out("\nFIELDS:\n");
    field_lines(k, *kind, path, version, e, k.flags.on("recursive"), 0);
    if (k.flags.on("recursive")) k.out("");
    return k.done();
}

Step run_explain(CommandContext& ctx) {
    return run(ctx, "explain", explain_resource);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_explain = {
    .name = "kubectl explain",
    .summary = "Documentation of resources",
    .run = kube::run_explain,
};

}  // namespace podfall
