// docker: finds the sub-command, parses its flags, checks that the daemon answers.
#include "core/base/text.h"
#include "core/runtime/process.h"
#include "core/terminal/docker/client.h"

namespace podfall {

namespace docker_cli {

bool Arguments::has(std::string_view flag) const {
    for (const auto& [name, value] : flags)
        if (name == flag) return value != "false";
    return false;
}

std::string Arguments::value(std::string_view flag) const {
    std::string found;
    for (const auto& [name, value] : flags)
        if (name == flag) found = value;
    return found;
}

std::vector<std::string> Arguments::values(std::string_view flag) const {
    std::vector<std::string> found;
    for (const auto& [name, value] : flags)
        if (name == flag) found.push_back(value);
    return found;
}

namespace {

constexpr Duration poll_daemon = milliseconds(100);
constexpr int usage_error = 125;
constexpr std::string_view missing_here =
    " attach build builder commit config context cp create diff engine events export history "
    "import load login logout "
    "manifest network node plugin port push rename save search secret service stack stats swarm "
    "trust update volume wait ";

const Flag* flag_named(const Subcommand& command, std::string_view name) {
    for (const Flag& f : command.flags)
        if (name == f.name) return &f;
    return nullptr;
}

const Flag* flag_with(const Subcommand& command, char letter) {
    for (const Flag& f : command.flags)
        if (f.letter == letter) return &f;
    return nullptr;
}

// Parses "-aq", "-n5", "-n 5".
void read_letters(const Subcommand& command, const std::vector<std::string>& words, std::size_t& at,
                  Arguments& out) {
    const std::string& word = words[at];
    for (std::size_t i = 1; i < word.size(); ++i) {
        const Flag* flag = flag_with(command, word[i]);
        if (!flag) {
            out.error = cat("unknown shorthand flag: '", word[i], "' in ", word);
            return;
        }
        if (!flag->takes_value) {
            out.flags.emplace_back(flag->name, "true");
            continue;
        }
        std::string value = word.substr(i + 1);
        if (value.rfind("=", 0) == 0) value.erase(0, 1);
        if (value.empty() && at + 1 >= words.size()) {
            out.error = cat("flag needs an argument: '", word[i], "' in ", word);
            return;
        }
        if (value.empty()) value = words[++at];
        out.flags.emplace_back(flag->name, value);
        return;
    }
}

void read_long(const Subcommand& command, const std::vector<std::string>& words, std::size_t& at,
               Arguments& out) {
    const std::string word = words[at];
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
    const Flag* flag = flag_named(command, name);
    if (!flag) {
        out.error = cat("unknown flag: --", name);
    } else if (equals != std::string::npos) {
        out.flags.emplace_back(name, word.substr(equals + 1));
    } else if (!flag->takes_value) {
        out.flags.emplace_back(name, "true");
    } else if (at + 1 < words.size()) {
        out.flags.emplace_back(name, words[++at]);
    } else {
        out.error = cat("flag needs an argument: --", name);
    }
}

Arguments read_arguments(const Subcommand& command, const std::vector<std::string>& words) {
    Arguments out;
    out.verb = command.name;
    for (std::size_t at = 0; at < words.size() && out.error.empty(); ++at) {
        if (command.literal && !out.names.empty()) {
            out.names.push_back(words[at]);
            continue;
        }
        if (words[at] == "--") {
            out.names.insert(out.names.end(), words.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                             words.end());
            break;
        }
        if (words[at].rfind("--", 0) == 0)
            read_long(command, words, at, out);
        else if (words[at].size() > 1 && words[at][0] == '-')
            read_letters(command, words, at, out);
        else
            out.names.push_back(words[at]);
    }
    return out;
}

std::vector<Subcommand> all_subcommands() {
    std::vector<Subcommand> all = container_commands();
    for (auto list : {listing_commands, log_commands, inspect_commands, run_commands,
                      image_commands, system_commands})
        for (Subcommand& command : list()) all.push_back(std::move(command));
    return all;
}

// "docker container ls" and similar are other names for the short commands.
void resolve_aliases(std::vector<std::string>& words) {
    if (words.size() < 2) return;
    const std::string group = words[0], verb = words[1];
    if (group == "container" || group == "image" || group == "system") {
        words.erase(words.begin());
        if (group == "system" && verb == "df") words[0] = "system df";
        if (verb == "ls" || verb == "list" || verb == "ps")
            words[0] = group == "image" ? "images" : "ps";
        if (group == "image" && verb == "rm") words[0] = "rmi";
    }
}

std::string help_text() {
    std::string out = "\nUsage:  docker [OPTIONS] COMMAND\n\nCommands:\n";
    for (const Subcommand& c : all_subcommands())
        out += cat("  ", pad_right(c.name, 11), " ", c.summary, "\n");
    return cat(out, "\nRun 'docker COMMAND --help' for more information on a command.\n");
}

std::string amount(const Subcommand& c) {
    const std::size_t n = c.least == c.most ? c.least : c.most == 0 ? 0 : c.least;
    const char* how = c.most == 0 ? "accepts no arguments" : nullptr;
    if (how) return how;
    return cat(c.least == c.most ? "requires exactly " : "requires at least ",
               static_cast<std::int64_t>(n), n == 1 ? " argument" : " arguments");
}

// Clients of a frozen daemon wait.
bool daemon_frozen(CommandContext& ctx) {
    const Process* p = ctx.machine().processes.find(find_process(ctx.machine(), "dockerd"));
    return p && p->state == ProcessState::paused;
}

Step run(CommandContext& ctx) {
    std::vector<std::string> words(ctx.args().begin() + 1, ctx.args().end());
    resolve_aliases(words);
    const bool own_interrupt =
        !words.empty() && words[0] == "run" && ctx.memory<Memory>().next == 3;
    if (!own_interrupt && ctx.take_interrupt()) return exited(130);
    if (words.empty() || words[0] == "--help" || words[0] == "help")
        return ctx.out(help_text()), exited(0);
    if (words[0] == "--version" || words[0] == "-v")
        return ctx.out("Docker version 19.03.14, build 5eb3275d40\n"), exited(0);
    for (const Subcommand& command : all_subcommands()) {
        if (words[0] != command.name) continue;
        for (const std::string& word :
             command.literal ? std::vector<std::string>{words.size() > 1 ? words[1] : ""} : words)
            if (word == "--help") {
                ctx.out(cat("\nUsage:  docker ", command.usage, "\n\n", command.summary, "\n"));
                return exited(0);
            }
        const Arguments arguments = read_arguments(command, {words.begin() + 1, words.end()});
        if (!arguments.error.empty()) {
            ctx.err(cat(arguments.error, "\nSee 'docker ", command.name, " --help'.\n"));
            return exited(usage_error);
        }
        if (arguments.names.size() < command.least || arguments.names.size() > command.most) {
            ctx.err(cat("\"docker ", command.name, "\" ", amount(command), ".\nSee 'docker ",
                        command.name, " --help'.\n\nUsage:  docker ", command.usage, "\n\n",
                        command.summary, "\n"));
            return exited(1);
        }
        if (daemon_frozen(ctx)) return sleep_until(ctx.now() + poll_daemon);
        const bool answers_alone = words[0] == "info" || words[0] == "version";
        if (!answers_alone && !docker_answers(ctx.world, ctx.machine_id)) {
            ctx.err(cat(docker_unreachable, "\n"));
            return exited(1);
        }
        return command.run(ctx, arguments);
    }
    if (contains(missing_here, cat(" ", words[0], " "))) {
        ctx.err(cat("docker ", words[0], ": this lab's docker cannot do that",
                    words[0] == "build" ? "; an image is named in a manifest or by docker tag, and "
                                          "pulled from a registry"
                                        : "",
                    "\n"));
        return exited(1);
    }
    ctx.err(cat("docker: '", words[0], "' is not a docker command.\nSee 'docker --help'\n"));
    return exited(1);
}

std::vector<std::string> complete(const World& world, MachineId machine,
                                  const std::vector<std::string>& words) {
    std::vector<std::string> out;
    if (words.size() == 2)
        for (const Subcommand& c : all_subcommands()) out.push_back(c.name);
    else if (docker_answers(world, machine))
        for (const auto& [id, c] : world.machines.find(machine)->containers)
            if (c.state != DockerState::exited || words[1] != "stop") out.push_back(c.name);
    return out;
}

}  // namespace

}  // namespace docker_cli

extern const Command docker = {.name = "docker",
                               .usage = "docker [OPTIONS] COMMAND",
                               .summary = "A self-sufficient runtime for containers",
                               .run = docker_cli::run,
                               .handles_interrupt = true,
                               .startup = milliseconds(30),
                               .complete = docker_cli::complete};

}  // namespace podfall
