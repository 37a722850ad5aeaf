// Formats kubectl's help and usage errors.
#include "core/terminal/kubectl/client/help.h"

#include <algorithm>

#include "core/base/text.h"

namespace podfall::kube {

namespace {

struct Group {
    const char *title, *commands;
};
constexpr Group groups[] = {
    {"Basic Commands (Beginner):", "create expose run set"},
    {"Basic Commands (Intermediate):", "explain get edit delete"},
    {"Deploy Commands:", "rollout scale autoscale"},
    {"Cluster Management Commands:", "certificate cluster-info top cordon uncordon drain taint"},
    {"Troubleshooting and Debugging Commands:",
     "describe logs attach exec port-forward proxy cp auth debug"},
    {"Advanced Commands:", "diff apply patch replace wait kustomize"},
    {"Settings Commands:", "label annotate completion"},
    {"Other Commands:", "api-resources api-versions config plugin version"},
};

std::string summary_of(const std::string& path) {
    const Command* c = find_command(cat("kubectl ", path));
    return c ? std::string(c->summary) : std::string(group_help(path));
}

std::string root_help() {
    std::string text = "kubectl controls the Kubernetes cluster: a client of the API server.\n\n";
    for (const Group& group : groups) {
        text += cat(group.title, "\n");
        for (const std::string& name : split_words(group.commands)) {
            text += cat("  ", pad_right(name, 13), " ", summary_of(name), "\n");
        }
        text += "\n";
    }
    return text +
           "Usage:\n  kubectl [flags] [options]\n\n"
           "Use \"kubectl <command> --help\" for more information about a given command.\n"
           "Use \"kubectl options\" for a list of global command-line options (applies to all "
           "commands).\n";
}

std::string option_line(const char* path, const FlagSpec& spec) {
    std::string value = spec.default_;
    if (spec.type == FlagType::text) value = cat("'", value, "'");
    if (spec.type == FlagType::list || spec.type == FlagType::array) value = cat("[", value, "]");
    const std::string head =
        spec.shorthand ? cat("  -", spec.shorthand, ", --") : std::string("      --");
    const std::string_view what = flag_help(path, spec.name);
    return cat(head, spec.name, "=", value, what.empty() ? "" : ": ", what, "\n");
}

std::string option_lines(const char* path, const char* flags, bool global) {
    std::vector<FlagSpec> specs = flag_specs({path, "", global ? "" : flags}, global);
    std::sort(specs.begin(), specs.end(),
              [](const FlagSpec& a, const FlagSpec& b) { return a.name < b.name; });
    std::string text;
    for (const FlagSpec& spec : specs) {
        if (!spec.hidden) text += option_line(path, spec);
    }
    return text;
}

std::vector<std::string> listed_commands(std::string_view path) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < command_table_size; ++i) {
        const std::string_view p = command_table[i].path;
        if (p.size() > path.size() + 1 && p.substr(0, path.size()) == path &&
            p[path.size()] == ' ' && p.find(' ', path.size() + 1) == std::string_view::npos) {
            out.emplace_back(p.substr(path.size() + 1));
        }
    }
    return out;
}

// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = a[i - 1] == b[j - 1] ? diagonal : 1 + std::min({diagonal, above, row[j - 1]});
            diagonal = above;
        }
    }
    return row[b.size()];
}

// cobra does not sort its suggestions: they come in the order in which kubectl adds its commands,
// which is that of the groups.
std::string suggestions(const std::string& typed) {
    std::string text;
    const std::string lower = to_lower(typed);
    for (const Group& group : groups) {
        for (const std::string& name : split_words(group.commands)) {
            const bool meant =
                (name == "get" || name == "wait") && (typed == "list" || typed == "ps");
            const bool rm = name == "delete" && typed == "rm";
            if (distance(lower, name) <= 2 || name.rfind(lower, 0) == 0 || meant || rm) {
                text += cat("\t", name, "\n");
            }
        }
    }
    return text;
}

}  // namespace

std::string help_text(const CommandFlags& command) {
    std::string text = cat(summary_of(command.path), "\n\n");
    const Command* c = find_command(cat("kubectl ", command.path));
    if (c && *c->help) text += cat(c->help, "\n\n");
    if (const std::string lines = example_help(command.path); !lines.empty())
        text += cat(lines, "\n");
    const std::vector<std::string> subs = listed_commands(command.path);
    if (!subs.empty()) {
        text += "Available Commands:\n";
        std::size_t width = 11;  // cobra's minimum
        for (const std::string& s : subs) width = std::max(width, s.size());
        for (const std::string& s : subs) {
            text +=
                cat("  ", pad_right(s, width), " ", summary_of(cat(command.path, " ", s)), "\n");
        }
        text += "\n";
    }
    const std::string options = option_lines(command.path, command.flags, false);
    if (!options.empty()) text += cat("Options:\n", options, "\n");
    text += cat("Usage:\n  kubectl ", command.path, *command.usage ? " " : "", command.usage,
                " [options]\n\n");
    if (!subs.empty()) {
        text +=
            cat("Use \"kubectl <command> --help\" for more information about a given "
                "command.\n");
    }
    return cat(text,
               "Use \"kubectl options\" for a list of global command-line options (applies "
               "to all commands).\n");
}

static Step unknown_command(CommandContext& ctx, const std::string& name) {
    const std::string like = suggestions(name);
    ctx.err(cat("Error: unknown command ", quote(name), " for \"kubectl\"\n",
                like.empty() ? "" : "\nDid you mean this?\n", like, like.empty() ? "" : "\n",
                "Run 'kubectl --help' for usage.\n"));
    return exited(1);
}

Step run_root(CommandContext& ctx, const std::vector<std::string>& words) {
    Flags flags;
    std::string error;
    static constexpr CommandFlags root = {"", "", ""};
    // An unknown command is reported before its flags are parsed.
    const bool named = !words.empty() && !words[0].empty() && words[0][0] != '-' &&
                       words[0] != "help" && words[0] != "options";
    if (!flags.parse(flag_specs(root), words, error) && error != "help") {
        if (named) return unknown_command(ctx, words[0]);
        ctx.err(cat("Error: ", error, "\nSee 'kubectl --help' for usage.\n"));
        return exited(1);
    }
    if (error == "help" || flags.args.empty() || flags.args[0] == "help") {
        const CommandFlags* about =
            flags.args.size() > 1
                ? find_command_flags(join({flags.args.begin() + 1, flags.args.end()}, " "))
                : nullptr;
        if (about || flags.args.size() < 2)
            ctx.out(about ? help_text(*about) : root_help());
        else
            ctx.err(cat("Unknown help topic [`",
                        join({flags.args.begin() + 1, flags.args.end()}, " "), "`]\n",
                        root_help()));
        return exited(0);
    }
    if (flags.args[0] == "options") {
        ctx.out(cat("The following options can be passed to any command:\n\n",
                    option_lines("", "", true)));
        return exited(0);
    }
    return unknown_command(ctx, flags.args[0]);
}

Step run_group(CommandContext& ctx, const CommandFlags& command,
               const std::vector<std::string>& words) {
    Flags flags;
    std::string error;
    if (!flags.parse(flag_specs(command), words, error) && error != "help") {
        ctx.err(cat("Error: ", error, "\nSee 'kubectl ", command.path, " --help' for usage.\n"));
        return exited(1);
    }
    const std::string_view path = command.path;
    if (error == "help" || path == "certificate" || path == "alpha") {
        ctx.out(help_text(command));
        return exited(0);
    }
    if (flags.args.empty()) {
        if (path == "rollout")
            ctx.out(help_text(command));
        else
            ctx.err(help_text(command));
        return exited(1);
    }
    ctx.err(cat("error: unknown command ", quote(join(flags.args, " ")), "\nSee 'kubectl ",
                command.path, " -h' for help and examples\n"));
    return exited(1);
}

}  // namespace podfall::kube
