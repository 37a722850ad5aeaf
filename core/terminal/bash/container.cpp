// A session inside a container: its first process, or a program that exec starts there. It sees the
// container's files (container_root.h), its environment and its image's programs. Simplified: dash
// and ash are bash with their own prompts and messages.
#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/container_root.h"
#include "core/terminal/bash/runner.h"
#include "core/world/journal.h"

namespace podfall {

namespace {

struct Manner {
    ShellKind kind;
    const char *name, *prompt;
};
constexpr Manner manners[] = {{ShellKind::dash, "sh", "# "},
                              {ShellKind::ash, "sh", "\\w # "},
                              {ShellKind::bash, "bash", "root@\\h:\\w# "}};

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// "sh -il" reads from its terminal, "sh -c TEXT" and "sh FILE" do not.
bool reads_terminal(const std::vector<std::string>& args) {
    for (std::size_t i = 1; i < args.size(); ++i)
        if (args[i][0] != '-' || contains(args[i], "c")) return false;
    return true;
}

void set_environment(const Machine& machine, const DockerContainer& c, bool tty, Shell& shell) {
    const auto set = [&](const std::string& name, const std::string& value) {
        shell.variables.set(name, {.values = {value}, .exported = true});
    };
    set("HOME", "/root");
    set("HOSTNAME", host_name_of(machine, c));
    if (tty) set("TERM", "xterm");
    for (const auto& list : {image_environment(c.image), c.environment})
        for (const std::string& pair : list)
            set(pair.substr(0, pair.find('=')),
                pair.substr(std::min(pair.find('=') + 1, pair.size())));
    shell.variables.set("IFS", {.values = {" \t\n"}});
    shell.variables.set("PS2", {.values = {"> "}});
}

}  // namespace

const DockerContainer* SessionRunner::container_of(const Task& task) const {
    return session_.container.empty() ? nullptr : container_at(look(), task.shell.folder);
}

void SessionRunner::begin_in_container(const Process& self) {
    const DockerContainer* found = look().containers.find(self.container);
    if (!found) return;
    const DockerContainer c = *found;
    session_.container = c.id;
    Task& task = shell_task();
    const Terminal* seat = world_.terminals.find(session_.terminal);
    const bool tty = !session_.remote.wanted && seat && (!seat->hidden || (c.tty && c.open_stdin));
    const bool first = c.pid == shell_task().pid;
    if (first && c.open_stdin && !c.tty) session_.remote.fed = true;
    if (session_.remote.wanted || session_.remote.fed)
        open_remote(self);
    else if (self.input)
        task.fds[0] = read_end(new_stream({.kind = Stream::Kind::file, .data = *self.input}));
    else if (!tty)
        task.fds[0] = read_end(null_stream);
    set_environment(look(), c, tty, task.shell);
    task.shell.folder = cat(c.id, ":", c.folder.empty() ? "/" : c.folder);
    const std::vector<std::string>& args = self.args;
    const ShellKind kind = shell_kind(c, args[0]);
    task.shell.variables.set("PWD", {.values = {c.folder.empty() ? "/" : c.folder},
                                     .exported = kind != ShellKind::none});
    for (const Manner& m : manners)
        if (m.kind == kind) {
            task.shell.name = m.name;
            task.shell.variables.set("PS1", {.values = {m.prompt}});
        }
    if (kind != ShellKind::none && reads_terminal(args) && tty && !self.input)
        return;  // with a prompt
    session_.once = true;
    session_.report.running = true;
    session_.report.lines = 1;
    int status = 0;
    const bool script = kind != ShellKind::none && !reads_terminal(args);
    if (script && begin_script(task, "", args, status)) return;
    if (script) {  // that could not be read
        task.shell.status = status;
    } else if (kind == ShellKind::none) {
        push_program(task.shell, args, false);
    } else {
        task.shell.frames.emplace_back();
        task.shell.frames.back().reads_input = true;
    }
}

// Each shell's own wording of bash's messages.
std::string SessionRunner::in_its_words(const Task& task, std::string_view text) const {
    constexpr std::string_view unknown = ": command not found",
                               missing = ": No such file or directory";
    const ShellKind kind = shell_kind(*container_of(task), task.shell.name);
    if (kind == ShellKind::bash) return cat("bash: ", text, "\n");
    std::string said(text);
    if (ends_with(text, unknown))
        said = cat(text.substr(0, text.size() - unknown.size()), ": not found");
    if (text.rfind("cd: ", 0) == 0 && ends_with(text, missing)) {
        const std::string_view folder = text.substr(4, text.size() - 4 - missing.size());
        said = cat("cd: can't cd to ", folder, kind == ShellKind::ash ? missing : "");
    }
    return cat("sh: ", kind == ShellKind::dash ? "1: " : "", said, "\n");
}

// Messages of the machines' coreutils 8.22 in the wording of newer ones or busybox.
std::string SessionRunner::reworded(std::string text) const {
    text = replace_all(replace_all(text, "‘", "'"), "’", "'");
    const DockerContainer* c = look().containers.find(session_.container);
    const bool busybox = c && shell_kind(*c, "sh") == ShellKind::ash;
    constexpr std::string_view missing = ": No such file or directory\n",
                               cannot = ": cannot access ";
    if (!ends_with(text, missing) || text.find('\n') + 1 != text.size()) return text;
    const std::size_t colon = text.find(": ");
    const bool access = text.compare(colon, cannot.size(), cannot) == 0;
    std::string name = text.substr(colon + (access ? cannot.size() : 2));
    name.resize(name.size() - missing.size());
    if (contains(name, "'") || contains(name, ": ")) return text;
    const std::string program = text.substr(0, colon);
    if (access)
        return busybox ? cat(program, ": ", name, missing)
                       : cat(program, cannot, "'", name, "'", missing);
    return busybox && program == "cat" ? cat("cat: can't open '", name, "'", missing) : text;
}

void SessionRunner::take_seat() {
    const Pid self = shell_task().pid;
    TerminalId hidden = 0, seen = 0;
    for (const auto& [id, t] : world_.terminals)
        if (t.shell == self && shell_machine(t) == machine_) (t.hidden ? hidden : seen) = id;
    const TerminalId next = seen != 0 ? seen : hidden;
    if (next != 0 && next == session_.terminal) return;
    if (seen != 0 && hidden != 0) world_.terminals.erase(hidden);
    session_.terminal = next != 0 ? next : world_.next_terminal++;
    if (next == 0) {
        Terminal seat;
        seat.machine = machine_;
        seat.hidden = true;
        seat.shell = self;
        world_.terminals.set(session_.terminal, std::move(seat));
    }
    session_.logged = terminal().written;
}

void SessionRunner::write_log() {
    const Process* self = look().processes.find(shell_task().pid);
    const Terminal* seat = world_.terminals.find(session_.terminal);
    DockerContainer* c = self ? machine().containers.edit(self->container) : nullptr;
    if (!c || !seat || c->pid != shell_task().pid) return;
    const std::string text = output_since(*seat, session_.logged);
    session_.logged = seat->written - text.size();
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string::npos && !session_.exited) return;  // the line continues
        append_log(*c, text.substr(at, end == std::string::npos ? end : end - at), world_.now);
        at = std::min(end == std::string::npos ? text.size() : end + 1, text.size());
        session_.logged = seat->written - (text.size() - at);
    }
}

}  // namespace podfall
