// jq: filters JSON. Models jq 1.6; see filter.h and value.h.
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/terminal/jq/filter.h"
#include "core/terminal/options.h"

namespace podfall {

namespace {

struct JqWords {
    bool raw = false, joined = false, slurps = false, none = false, status = false, lines = false;
    bool filtered = false;
    jq::Style style;
    std::string filter, error;
    std::vector<std::string> files;
    jq::Variables variables;
};

bool take_long_word(const std::vector<std::string>& args, std::size_t& i, JqWords& w) {
    const std::string name = args[i].substr(2);
    if (name == "raw-output")
        w.raw = true;
    else if (name == "join-output")
        w.raw = w.joined = true;
    else if (name == "compact-output")
        w.style.indent = 0;
    else if (name == "slurp")
        w.slurps = true;
    else if (name == "null-input")
        w.none = true;
    else if (name == "exit-status")
        w.status = true;
    else if (name == "raw-input")
        w.lines = true;
    else if (name == "sort-keys")
        w.style.sorted = true;
    else if (name == "tab")
        w.style.indent = 8;
    else if (name == "indent" && i + 1 < args.size()) {
        std::int64_t n = 2;
        parse_int(args[++i], n);
        w.style.indent = static_cast<int>(n);
    } else if ((name == "arg" || name == "argjson") && i + 2 < args.size()) {
        std::vector<jq::Value> read;
        if (name == "arg")
            read = {jq::text(args[i + 2])};
        else if (!jq::read_values(args[i + 2], read, w.error) || read.size() != 1)
            w.error = cat("Invalid JSON text passed to --argjson");
        if (w.error.empty()) w.variables.emplace_back(args[i + 1], read[0]);
        i += 2;
    } else {
        return name == "color-output" || name == "monochrome-output";
    }
    return true;
}

JqWords read_jq_words(const std::vector<std::string>& args) {
    JqWords w;
    for (std::size_t i = 1; i < args.size() && w.error.empty(); ++i) {
        if (args[i].size() > 2 && args[i].rfind("--", 0) == 0) {
            if (!take_long_word(args, i, w)) w.error = cat("Unknown arguments");
        } else if (args[i].size() > 1 && args[i][0] == '-') {
            for (const char c : args[i].substr(1)) {
                w.raw |= c == 'r' || c == 'j';
                w.joined |= c == 'j';
                w.slurps |= c == 's';
                w.none |= c == 'n';
                w.status |= c == 'e';
                w.lines |= c == 'R';
                w.style.sorted |= c == 'S';
                if (c == 'c') w.style.indent = 0;
                if (!contains("rjsneRScCM", std::string_view(&c, 1))) w.error = "Unknown arguments";
            }
        } else if (!w.filtered) {
            w.filter = args[i];
            w.filtered = true;
        } else {
            w.files.push_back(args[i]);
        }
    }
    return w;
}

// The inputs of the filter; false after an error.
bool read_jq_inputs(CommandContext& ctx, const JqWords& w, std::string_view whole,
                    std::vector<jq::Value>& inputs) {
    std::string error;
    if (w.none) return inputs.emplace_back(), true;
    if (w.lines && w.slurps) return inputs.push_back(jq::text(std::string(whole))), true;
    if (w.lines) {
        for (std::string& line : split_lines(whole)) inputs.push_back(jq::text(std::move(line)));
        return true;
    }
    const bool ok = jq::read_values(whole, inputs, error);
    if (!ok) ctx.err(cat("jq: error (at <stdin>:0): ", error, "\n"));
    if (w.slurps) inputs = {jq::array(std::move(inputs))};
    return ok;
}

Step run_jq(CommandContext& ctx) {
    constexpr int bad_words = 2, bad_filter = 3, failed = 5;
    JqWords w = read_jq_words(ctx.args());
    if (ctx.args().size() > 1 && (ctx.args()[1] == "--version" || ctx.args()[1] == "-V"))
        return ctx.out("jq-1.6\n"), exited(0);
    if (!w.error.empty() || (!w.filtered && ctx.input_is_terminal())) {
        ctx.err(cat(w.error.empty() ? "" : cat("jq: error: ", w.error, "\n"),
                    "Usage:\tjq [OPTIONS] FILTER [FILES...]\n"));
        return exited(bad_words);
    }
    std::string error, whole;
    const jq::NodePtr filter = jq::parse_filter(w.filtered ? w.filter : ".", error);
    if (!filter) {
        ctx.err(cat("jq: error: ", error, "\njq: 1 compile error\n"));
        return exited(bad_filter);
    }
    std::vector<InputFile> files;
    bool missing = false;
    if (!w.none && !read_inputs(ctx, w.files, files, missing)) return wait_input();
    for (const InputFile& file : files) whole += file.text;
    jq::Value environment;
    environment.kind = jq::Kind::object;
    for (const auto& [name, value] : ctx.environment())
        environment.at_or_new(name) = jq::text(value);
    w.variables.emplace_back("ENV", environment);
    std::vector<jq::Value> inputs, results;
    int status = missing ? bad_words : 0;
    const bool read = read_jq_inputs(ctx, w, whole, inputs);
    for (const jq::Value& in : inputs) {
        results.clear();
        std::string why;
        const bool ok = jq::evaluate(*filter, in, w.variables, results, why);
        for (const jq::Value& v : results) {
            const bool plain = w.raw && v.kind == jq::Kind::text;
            ctx.out(cat(plain ? v.text : jq::print(v, w.style), w.joined ? "" : "\n"));
        }
        if (ok) continue;
        const bool compiles = !contains(why, " is not defined");
        ctx.err(compiles
                    ? cat("jq: error (at <stdin>:",
                          static_cast<std::int64_t>(split_lines(whole).size()), "): ", why, "\n")
                    : cat("jq: error: ", why, "\n", w.filter, "\njq: 1 compile error\n"));
        if (!compiles) return exited(bad_filter);
        status = failed;
    }
    if (!read) status = bad_words;
    if (w.status && status == 0) status = results.empty() ? 4 : results.back().truthy() ? 0 : 1;
    return exited(status);
}

}  // namespace

extern const Command jq_ = {.name = "jq",
                            .usage = "jq [-rcsnej] FILTER [FILE]...",
                            .summary = "filters JSON",
                            .run = run_jq,
                            .startup = milliseconds(5)};

}  // namespace podfall
