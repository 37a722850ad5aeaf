// diff of two texts, as normal or unified output.
#include <algorithm>

#include "core/base/text.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

struct Change {
    std::size_t a, a_count, b, b_count;  // lines [a, a + a_count) became [b, b + b_count)
};

// The longest common subsequence decides; texts here are short enough for a full table.
std::vector<Change> changes(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    std::size_t begin = 0, a_end = a.size(), b_end = b.size();
    while (begin < a_end && begin < b_end && a[begin] == b[begin]) ++begin;
    while (a_end > begin && b_end > begin && a[a_end - 1] == b[b_end - 1]) {
        --a_end;
        --b_end;
    }
    const std::size_t n = a_end - begin, m = b_end - begin;
    std::vector<Change> out;
    if (n == 0 && m == 0) return out;
    if (n * m > 4'000'000) return {{begin, n, begin, m}};
    std::vector<std::uint32_t> table((n + 1) * (m + 1));
    const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
        return table[i * (m + 1) + j];
    };
    for (std::size_t i = n; i-- > 0;)
        for (std::size_t j = m; j-- > 0;)
            at(i, j) = a[begin + i] == b[begin + j] ? at(i + 1, j + 1) + 1
                                                    : std::max(at(i + 1, j), at(i, j + 1));
    for (std::size_t i = 0, j = 0; i < n || j < m;) {
        if (i < n && j < m && a[begin + i] == b[begin + j]) {
            ++i;
            ++j;
            continue;
        }
        Change c = {begin + i, 0, begin + j, 0};
        while ((i < n || j < m) && !(i < n && j < m && a[begin + i] == b[begin + j])) {
            if (j == m || (i < n && at(i + 1, j) >= at(i, j + 1))) {
                ++i;
                ++c.a_count;
            } else {
                ++j;
                ++c.b_count;
            }
        }
        out.push_back(c);
    }
    return out;
}

std::string lines_of(std::size_t first, std::size_t count) {
    if (count == 0) return to_text(static_cast<std::int64_t>(first));
    return count == 1 ? to_text(static_cast<std::int64_t>(first + 1))
                      : cat(first + 1, ",", first + count);
}

void print_normal(CommandContext& ctx, const std::vector<std::string>& a,
                  const std::vector<std::string>& b, const std::vector<Change>& all) {
    for (const Change& c : all) {
        const char kind = c.a_count == 0 ? 'a' : c.b_count == 0 ? 'd' : 'c';
        ctx.out(cat(lines_of(c.a, c.a_count), kind, lines_of(c.b, c.b_count), "\n"));
        for (std::size_t i = 0; i < c.a_count; ++i) ctx.out(cat("< ", a[c.a + i], "\n"));
        if (kind == 'c') ctx.out("---\n");
        for (std::size_t i = 0; i < c.b_count; ++i) ctx.out(cat("> ", b[c.b + i], "\n"));
    }
}

void print_unified(CommandContext& ctx, const std::vector<std::string>& a,
                   const std::vector<std::string>& b, const std::vector<Change>& all) {
    constexpr std::size_t context = 3;
    const auto range = [](std::size_t first, std::size_t count) {
        return count == 1 ? to_text(static_cast<std::int64_t>(first + 1))
                          : cat(count == 0 ? first : first + 1, ",", count);
    };
    for (std::size_t i = 0; i < all.size();) {
        std::size_t j = i;
        while (j + 1 < all.size() && all[j + 1].a - (all[j].a + all[j].a_count) <= 2 * context) ++j;
        const std::size_t before = std::min(context, all[i].a);
        const std::size_t after = std::min(context, a.size() - (all[j].a + all[j].a_count));
        const std::size_t a_from = all[i].a - before, b_from = all[i].b - before;
        ctx.out(cat("@@ -", range(a_from, all[j].a + all[j].a_count + after - a_from), " +",
                    range(b_from, all[j].b + all[j].b_count + after - b_from), " @@\n"));
        std::size_t at = a_from;
        for (; i <= j; ++i) {
            for (; at < all[i].a; ++at) ctx.out(cat(" ", a[at], "\n"));
            for (std::size_t k = 0; k < all[i].a_count; ++k) ctx.out(cat("-", a[at++], "\n"));
            for (std::size_t k = 0; k < all[i].b_count; ++k)
                ctx.out(cat("+", b[all[i].b + k], "\n"));
        }
        for (std::size_t k = 0; k < after; ++k) ctx.out(cat(" ", a[at++], "\n"));
    }
}

Step run_diff(CommandContext& ctx) {
    const Options options(ctx, "uqsNU:", {{"unified", 'u'}, {"brief", 'q'}});
    if (!options.ok()) return exited(2);
    if (options.rest().size() != 2) {
        ctx.err(cat("diff: missing operand after ‘",
                    options.rest().empty() ? "diff" : options.rest()[0],
                    "’\ndiff: Try 'diff --help' for more information.\n"));
        return exited(2);
    }
    std::vector<InputFile> files;
    bool failed;
    if (!read_inputs(ctx, options.rest(), files, failed)) return wait_input();
    if (failed) return exited(2);
    if (files[0].text == files[1].text) return exited(0);
    if (options.has('q')) {
        ctx.out(cat("Files ", files[0].name, " and ", files[1].name, " differ\n"));
        return exited(1);
    }
    const std::vector<std::string> a = split_lines(files[0].text), b = split_lines(files[1].text);
    const std::vector<Change> all = changes(a, b);
    if (!options.has('u') && !options.has('U')) return print_normal(ctx, a, b, all), exited(1);
    ctx.out(cat("--- ", files[0].name, "\n+++ ", files[1].name, "\n"));
    print_unified(ctx, a, b, all);
    return exited(1);
}

}  // namespace

extern const Command diff_ = {.name = "diff",
                              .usage = "diff [-u] [-q] FILE FILE",
                              .summary = "compares two files",
                              .run = run_diff};

}  // namespace podfall
