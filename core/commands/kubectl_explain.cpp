// kubectl explain. Models kubectl/pkg/explain. The fields come from the same schema that validation
// uses; it has no descriptions, so they read as the real one shows an empty one.
#include "core/api/schema.h"
#include "core/base/text.h"
#include "core/commands/kubectl.h"
#include "core/commands/kubectl_resource.h"

namespace podfall {

namespace kube {

namespace {

void field_lines(Kubectl& k, const KindInfo& kind, const std::vector<std::string>& path,
                 const Explained& e, bool recursive, std::size_t level) {
    for (const ExplainedField& f : e.fields) {
        const std::string indent(3 + 3 * level, ' ');
        k.out(cat(indent, f.name, "\t", f.type, f.required && !recursive ? " -required-" : "",
                  "\n"));
        if (!recursive) {
            k.out("\n");
            continue;
        }
        // Schemas that refer to themselves (JSONSchemaProps) would never end.
        if (!contains(f.type, "Object") || level > 8) continue;
        std::vector<std::string> inner = path;
        inner.push_back(f.name);
        field_lines(k, kind, inner, explain(kind, inner), true, level + 1);
    }
}

Step explain_resource(Kubectl& k) {
    if (k.args().empty()) {
        return k.fail("You must specify the type of resource to explain. Use \"kubectl "
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
    const KindInfo* kind =
        find_kind(asked.empty() ? resource.api_version() : asked, resource.kind);
    if (!kind) {
        return k.fail(cat("couldn't find resource for ",
                          quote(cat(asked.empty() ? resource.api_version() : asked, ", Kind=",
                                    resource.kind))));
    }
    const Explained e = explain(*kind, path);
    if (!e.found) return k.fail(cat("field ", quote(e.missing), " does not exist"));
    k.out(cat("KIND:     ", resource.kind, "\nVERSION:  ",
              asked.empty() ? resource.api_version() : asked, "\n\n"));
    if (!path.empty()) {
        k.out(cat(e.is_object ? "RESOURCE: " : "FIELD:    ", path.back(), " ", e.type, "\n\n"));
    }
    k.out("DESCRIPTION:\n     <empty>\n");
    if (!e.is_object) return k.done();
    k.out("\nFIELDS:\n");
    field_lines(k, *kind, path, e, k.flags.on("recursive"), 0);
    if (k.flags.on("recursive")) k.out("");
    return k.done();
}

Step run_explain(CommandContext& ctx) { return run(ctx, "explain", explain_resource); }

}  // namespace

}  // namespace kube

const Command kubectl_explain = {
    .name = "kubectl explain",
    .summary = "Documentation of resources",
    .run = kube::run_explain,
};

}  // namespace podfall
