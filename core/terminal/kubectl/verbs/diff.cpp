// kubectl diff. Models kubectl/pkg/cmd/diff: compares the live object with the result of apply (a
// server-side dry run), as `diff -u -N` prints two directories of YAML files.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"
#include "core/terminal/kubectl/verbs/apply.h"

namespace podfall {

namespace kube {

namespace {

using Lines = std::vector<std::string>;

// One line of an edit script: ' ' kept, '-' only before, '+' only after.
struct Edit {
    char kind;
    std::string line;
};

// The shortest edit script by the longest common subsequence.
std::vector<Edit> edits(const Lines& a, const Lines& b) {
    const std::size_t n = a.size(), m = b.size();
    std::vector<std::vector<int>> common(n + 1, std::vector<int>(m + 1, 0));
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t j = m; j-- > 0;) {
            common[i][j] = a[i] == b[j] ? common[i + 1][j + 1] + 1
                                        : std::max(common[i + 1][j], common[i][j + 1]);
        }
    }
    std::vector<Edit> out;
    std::size_t i = 0, j = 0;
    while (i < n || j < m) {
        if (i < n && j < m && a[i] == b[j]) {
            out.push_back({' ', a[i++]});
            ++j;
        } else if (i < n && (j == m || common[i + 1][j] >= common[i][j + 1])) {
            out.push_back({'-', a[i++]});
        } else {
            out.push_back({'+', b[j++]});
        }
    }
    return out;
}

std::string range(std::size_t start, std::size_t count) {
    if (count == 0) return cat(start, ",0");
    return count == 1 ? cat(start + 1) : cat(start + 1, ",", count);
}

// Hunks with three lines of context.
std::string unified(const Lines& a, const Lines& b) {
    const std::vector<Edit> all = edits(a, b);
    std::string out;
    std::size_t line_a = 0, line_b = 0, i = 0;
    while (i < all.size()) {
        if (all[i].kind == ' ') {
            ++line_a;
            ++line_b;
            ++i;
            continue;
        }
        const std::size_t before = std::min<std::size_t>(3, i), begin = i - before;
        std::size_t end = i, quiet = 0;
        while (end < all.size() && quiet <= 6) {
            quiet = all[end].kind == ' ' ? quiet + 1 : 0;
            ++end;
        }
        end -= quiet > 3 ? quiet - 3 : 0;
        std::size_t count_a = 0, count_b = 0;
        std::string body;
        for (std::size_t j = begin; j < end; ++j) {
            count_a += all[j].kind != '+';
            count_b += all[j].kind != '-';
            body += cat(all[j].kind, all[j].line, "\n");
        }
        out += cat("@@ -", range(line_a - before, count_a), " +", range(line_b - before, count_b),
                   " @@\n", body);
        line_a += count_a - before;
        line_b += count_b - before;
        i = end;
    }
    return out;
}

std::string stamp(Kubectl& k) {
    const CivilTime c = civil_time(k.ctx.now(), k.ctx.world.utc_offset);
    const auto two = [](int n) { return pad_left(to_text(n), 2, '0'); };
    const Duration zone = k.ctx.world.utc_offset;
    return cat(c.year, "-", two(c.month), "-", two(c.day), " ", two(c.hour), ":", two(c.minute),
               ":", two(c.second), ".", pad_left(to_text(c.microsecond * 1000), 9, '0'), " +",
               pad_left(to_text(zone / hours(1)), 2, '0'), "00");
}

// The object that apply would store on the server.
Error merged(Kubectl& k, const Info& live, const Info& local, Json& out) {
    if (!live.object) {
        Json object = *local.object;
        return post(k, local.resource, local.namespace_, object, 2, out);
    }
    PatchType type{};
    const Json modified = Json::parse(modified_configuration(*local.object, false), nullptr, false);
    Result<Json> change = apply_patch(local, *live.object, modified, type);
    if (!change) return plain_error(change.status().message);
    return patch(k, local, type, json_text(*change), 2, out);
}

// Exit code 1 means "different", so errors exit with 2.
Step failed(Kubectl& k, const Errors& errors) {
    k.memory.exit_code = 2;
    const Step step = k.fail(errors);
    return step.what == Step::What::exited ? exited(2) : step;
}

Step diff(Kubectl& k) {
    if (!k.args().empty())
        return failed(k, {plain_error(cat("Unexpected args: [", join(k.args(), " "),
                                          "]\nSee 'kubectl diff -h' for help and examples"))});
    if (k.flags.list("filename").empty() && k.flags.text("kustomize").empty())
        return failed(k, {plain_error("must specify one of -f and -k")});
    if (k.flags.on("force-conflicts") && !k.flags.on("server-side"))
        return failed(k, {plain_error("--force-conflicts only works with --server-side")});
    Builder b = make_builder(k);
    b.flatten = true;
    bool differs = false;
    std::string folders[2];
    auto one = [&](Info& info) -> Error {
        Info live = info;
        live.object.reset();
        Error error = fetch(k, live);
        if (error && !error.not_found()) return error;
        if (error) live.object.reset();
        Json next;
        if (Error e = merged(k, live, info, next)) return e;
        Json before = live.object ? *live.object : Json();
        const Lines a = live.object ? split_lines(to_yaml(before)) : Lines{};
        const std::string hunks = unified(a, split_lines(to_yaml(next)));
        if (hunks.empty()) return {};
        if (!differs) {
            for (int i = 0; i < 2; ++i) {
                folders[i] = cat("/tmp/", i ? "MERGED-" : "LIVE-",
                                 k.ctx.world.random.below(900'000'000) + 100'000'000);
            }
        }
        differs = true;
        const Resource& r = info.resource;
        const std::string name = cat(r.group, r.group.empty() ? "" : ".", r.version, ".", r.kind,
                                     ".", info.namespace_, ".", info.name);
        const std::string when = stamp(k);
        k.out(cat("diff -u -N ", folders[0], "/", name, " ", folders[1], "/", name, "\n--- ",
                  folders[0], "/", name, "\t", when, "\n+++ ", folders[1], "/", name, "\t", when,
                  "\n", hunks));
        return {};
    };
    Error error;
    Errors errors;
    b.visit(k, error, errors, one);
    if (error) return failed(k, {error});
    if (!errors.empty()) return failed(k, errors);
    return exited(differs ? 1 : 0);
}

Step run_diff(CommandContext& ctx) {
    return run(ctx, "diff", diff);
}

}  // namespace

}  // namespace kube

extern const Command kubectl_diff = {
    .name = "kubectl diff",
    .summary = "Diff live version against would-be applied version",
    .run = kube::run_diff,
};

}  // namespace podfall
