// kubectl plugin list: this lab has no plugins.
#include "core/terminal/kubectl/verbs/missing.h"

#include "core/base/text.h"

namespace podfall {

namespace kube {

bool asks_for_help(CommandContext& ctx) {
    for (const std::string& word : ctx.args())
        if (word == "--help" || word == "-h") return true;
    return false;
}

Step say_missing(CommandContext& ctx, const char* path, const char* why) {
    if (asks_for_help(ctx)) return run(ctx, path, [](Kubectl& k) { return k.done(); });
    ctx.err(cat("error: ", why, "\n"));
    return exited(1);
}

}  // namespace kube

extern const Command kubectl_plugin_list = {
    .name = "kubectl plugin list",
    .summary = "List the plugins in the PATH",
    .run = [](CommandContext& ctx) {
        return kube::say_missing(ctx, "plugin list",
                                 "unable to find any kubectl plugins in your PATH");
    }};

}  // namespace podfall
