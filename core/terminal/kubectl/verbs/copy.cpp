// kubectl cp: checks its arguments. Models kubectl/pkg/cmd/cp.
// Simplified: the lab copies no files between machines and containers.
#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/kubectl/verbs/missing.h"

namespace podfall {

namespace kube {

namespace {

// Parses "[[NAMESPACE/]POD:]FILE". Models extractFileSpec.
struct FileSpec {
    bool good = true, in_pod = false;
    std::string file;
};

FileSpec file_spec(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return {true, false, text};
    const std::string pod = text.substr(0, colon);
    return {colon > 0 && std::count(pod.begin(), pod.end(), '/') < 2, true, text.substr(colon + 1)};
}

// The error in the arguments; empty if there is none.
std::string copy_problem(CommandContext& ctx) {
    if (ctx.args().size() < 4) return "source and destination are required";
    const FileSpec from = file_spec(ctx.args()[2]), to = file_spec(ctx.args()[3]);
    if (!from.good || !to.good)
        return "filespec must match the canonical format: [[namespace/]pod:]file/path";
    if (from.in_pod && to.in_pod) return "one of src or dest must be a local file specification";
    if (!from.in_pod && !to.in_pod) return "one of src or dest must be a remote file specification";
    if (from.file.empty() || to.file.empty()) return "filepath can not be empty";
    if (!from.in_pod && !find_file(ctx.machine(), ctx.absolute(from.file)))
        return cat(from.file, " doesn't exist in local filesystem");
    return "";
}

Step run_copy(CommandContext& ctx) {
    const std::string problem = asks_for_help(ctx) ? "" : copy_problem(ctx);
    return say_missing(ctx, "cp",
                       !problem.empty() ? problem.c_str()
                                        : "this lab does not copy files between machines and "
                                          "containers: use kubectl exec with cat, or a configmap");
}

}  // namespace

}  // namespace kube

extern const Command kubectl_cp = {
    .name = "kubectl cp",
    .summary = "Copy files and directories to and from containers (not in this lab)",
    .run = kube::run_copy};

}  // namespace podfall
