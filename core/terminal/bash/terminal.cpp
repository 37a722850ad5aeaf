// The terminal side of a session: prompts, typed lines, Ctrl+C, Ctrl+D.
#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"
#include "core/runtime/process.h"
#include "core/terminal/bash/runner.h"

namespace podfall {

using bash_syntax::Parsed;

namespace {

constexpr std::size_t kept_history = 1000;  // HISTSIZE of CentOS

// The settings of /etc/profile, /etc/bashrc and the profile.d files of CentOS 7 for root.
struct Default {
    const char *name, *value;
};
constexpr Default exported_defaults[] = {
    {"HOME", "/root"},
    {"USER", "root"},
    {"LOGNAME", "root"},
    {"SHELL", "/bin/bash"},
    {"TERM", "xterm-256color"},
    {"LANG", "en_US.UTF-8"},
    {"HISTSIZE", "1000"},
    {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/root/bin"},
    {"PWD", "/root"},
    {"MAIL", "/var/spool/mail/root"},
    {"SHLVL", "1"}};
constexpr Default plain_defaults[] = {{"PS1", "[\\u@\\h \\W]\\$ "},
                                      {"PS2", "> "},
                                      {"IFS", " \t\n"},
                                      {"UID", "0"},
                                      {"EUID", "0"},
                                      {"BASH", "/bin/bash"},
                                      {"BASH_VERSION", "4.2.46(2)-release"},
                                      {"HISTFILE", "/root/.bash_history"}};
constexpr Default default_aliases[] = {{"cp", "cp -i"},
                                       {"mv", "mv -i"},
                                       {"rm", "rm -i"},
                                       {"ll", "ls -l --color=auto"},
                                       {"ls", "ls --color=auto"},
                                       {"l.", "ls -d .* --color=auto"},
                                       {"grep", "grep --color=auto"},
                                       {"egrep", "egrep --color=auto"},
                                       {"fgrep", "fgrep --color=auto"}};

}  // namespace

std::string decode_prompt(const Machine& machine, const Shell& shell, std::string_view format) {
    std::string out;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '\\' || i + 1 == format.size()) {
            out += format[i];
            continue;
        }
        const std::string folder(inside_of(shell.folder));
        const bool home = folder == "/root";
        const DockerContainer* c = container_at(machine, shell.folder);
        switch (format[++i]) {
            case 'u':
                out += "root";
                break;
            case 'h':
            case 'H':
                out += c ? host_name_of(machine, *c) : machine.name;
                break;
            case 'W':
                out += home ? "~" : base_name(folder);
                break;
            case 'w':
                out += home || folder.substr(0, 6) == "/root/" ? "~" + folder.substr(5) : folder;
                break;
            case '$':
                out += '#';
                break;
            case 'n':
                out += '\n';
                break;
            case 'e':
                out += '\x1b';
                break;
            case '0':
                out += '\x1b';
                i += 2;
                break;  // \033
            case '[':
            case ']':
                break;
            case '\\':
                out += '\\';
                break;
            default:
                out += '\\';
                out += format[i];
        }
    }
    return out;
}

void SessionRunner::begin(Pid pid) {
    session_.begun = true;
    for (const auto& [id, terminal] : world_.terminals)
        if (shell_machine(terminal) == machine_ && terminal.shell == pid) session_.terminal = id;
    for (std::int32_t s : {terminal_input, terminal_output, terminal_error})
        session_.streams.set(s, {.kind = Stream::Kind::terminal});
    session_.streams.set(null_stream, {.kind = Stream::Kind::nothing});
    Task& task = session_.tasks[1];
    task.id = 1;
    task.pid = pid;
    task.fds.fill(-1);
    task.fds[0] = read_end(terminal_input);
    task.fds[1] = write_end(terminal_output);
    task.fds[2] = write_end(terminal_error);
    Shell& shell = task.shell;
    shell.pid = pid;
    const Process* self = look().processes.find(pid);
    if (self && !self->container.empty()) return begin_in_container(Process(*self));
    for (const Default& d : exported_defaults)
        shell.variables.set(d.name, {.values = {d.value}, .exported = true});
    for (const Default& d : plain_defaults) shell.variables.set(d.name, {.values = {d.value}});
    shell.variables.set("HOSTNAME", {.values = {look().name}, .exported = true});
    for (const Default& d : default_aliases) shell.aliases.set(d.name, d.value);
    // The default ~/.bashrc of the lab's machines.
    std::string text, error;
    if (!read_file(look(), "/root/.bashrc", text, error)) text = "alias k=kubectl\n";
    shell.frames.emplace_back();
    shell.frames.back().text = std::move(text);
    shell.frames.back().is_call = true;
    if (self && session_.remote.wanted) begin_remote(Process(*self));
}

// Pipes for a program whose client is elsewhere.
void SessionRunner::open_remote(const Process& self) {
    Task& task = shell_task();
    RemoteStreams& remote = session_.remote;
    remote.in = new_stream({.kind = Stream::Kind::pipe, .data = self.input ? *self.input : ""});
    task.fds[0] = read_end(remote.in);
    if (!remote.wanted) return;
    remote.out = new_stream({.kind = Stream::Kind::pipe});
    remote.err = new_stream({.kind = Stream::Kind::pipe});
    task.fds[1] = write_end(remote.out);
    task.fds[2] = write_end(remote.err);
}

// What sshd runs for `ssh HOST COMMAND`: a shell without a terminal and without aliases.
void SessionRunner::begin_remote(const Process& self) {
    open_remote(self);
    Task& task = shell_task();
    task.shell.frames.clear();
    task.shell.aliases.clear();
    int status = 0;
    begin_script(task, "", self.args, status);
    session_.once = true;
    session_.report.running = true;
    session_.report.lines = 1;
    std::string text, error;
    if (!read_file(look(), "/root/.bashrc", text, error)) return;
    task.shell.frames.emplace_back();
    task.shell.frames.back().text = std::move(text);
    task.shell.frames.back().is_call = true;
}

void SessionRunner::type_line(std::string_view line) {
    session_.typed.push_back({std::string(line)});
}

void SessionRunner::end_of_file() {
    session_.typed.push_back({.text = {}, .end = true});
}

// Passes the next typed line to the shell if it is idle. False if there is nothing to do.
bool SessionRunner::take_typed_line() {
    Task& task = shell_task();
    if (!task.shell.frames.empty()) return false;
    if (session_.report.running) end_line();
    if (session_.once) {
        session_.exited = true;
        return true;
    }
    if (session_.typed.empty()) {
        prompt();
        return false;
    }
    prompt();
    const TypedLine line = session_.typed.front();
    session_.typed.erase(session_.typed.begin());
    const std::string shown = terminal().prompt;
    terminal().at_prompt = false;
    if (!line.end) {
        print(cat(shown, line.text, "\n"));
        run_line(line.text);
        return true;
    }
    if (session_.pending.empty()) {
        print(shown);
        task.shell.leaving = Leaving::exit;
        task.shell.frames.emplace_back();
        return true;
    }
    print(cat(shown, "\n"));
    session_.pending.clear();
    complain(task, "syntax error: unexpected end of file");
    task.shell.status = 1;
    return true;
}

void SessionRunner::run_line(const std::string& line) {
    Task& task = shell_task();
    Shell& shell = task.shell;
    if (session_.pending.empty()) {
        session_.report = {.lines = session_.report.lines, .running = true, .began = world_.now};
        ++session_.report.lines;
    }
    if (!trim(line).empty() && (session_.history.empty() || session_.history.back() != line)) {
        session_.history.push_back(line);
        if (session_.history.size() > kept_history)
            session_.history.erase(session_.history.begin());
    }
    session_.pending += session_.pending.empty() ? line : "\n" + line;
    Parsed parsed = bash_syntax::parse(session_.pending, 0, shell.aliases);
    switch (parsed.what) {
        case Parsed::What::incomplete:
            return;
        case Parsed::What::error:
            complain(task, parsed.error);
            shell.status = 1;
            break;
        case Parsed::What::command:
            shell.frames.emplace_back();
            shell.frames.back().node = std::move(parsed.node);
            break;
        default:
            break;
    }
    session_.pending.clear();
}

void SessionRunner::end_line() {
    if (!session_.pending.empty()) return;
    session_.report.running = false;
    session_.report.ended = world_.now;
    session_.report.exit_code = shell_task().shell.status;
}

// "[1]+  Done                    sleep 5" for background jobs that have ended.
void SessionRunner::report_jobs() {
    for (std::size_t i = 0; i < session_.jobs.size();) {
        const BackgroundJob& job = session_.jobs[i];
        const auto task = session_.tasks.find(job.task);
        if (task != session_.tasks.end() && !task->second.done) {
            ++i;
            continue;
        }
        const int status = task == session_.tasks.end() ? 0 : task->second.status;
        const std::string state = status == 0    ? "Done"
                                  : status > 128 ? "Terminated"
                                                 : cat("Exit ", status);
        print(cat("[", job.number, "]", i + 1 == session_.jobs.size() ? "+" : "-", "  ",
                  pad_right(state, 24), job.text, "\n"));
        if (task != session_.tasks.end()) session_.tasks.erase(task);
        session_.jobs.erase(session_.jobs.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

void SessionRunner::prompt() {
    const Shell& shell = shell_task().shell;
    if (session_.pending.empty()) report_jobs();
    Terminal& t = terminal();
    std::string text = session_.pending.empty() ? decode_prompt(look(), shell, shell.value("PS1"))
                                                : shell.value("PS2");
    if (const std::size_t end = text.rfind('\n'); end != std::string::npos && !t.at_prompt) {
        print(text.substr(0, end + 1));
        text.erase(0, end + 1);
    }
    if (t.at_prompt && t.prompt == text) return;
    terminal().prompt = std::move(text);
    terminal().at_prompt = true;
}

// kubectl edit keeps running while its editor handles Ctrl+C.
bool SessionRunner::waits_for_handler(const Task& task) const {
    if (task.process.step.what != Step::What::child) return false;
    for (const auto& [id, child] : session_.tasks)
        if (child.parent == task.id && !child.done && child.is_command &&
            child.process.handles_interrupt())
            return true;
    return false;
}

void SessionRunner::interrupt() {
    Task& shell = shell_task();
    session_.typed.clear();
    session_.keys.clear();
    if (shell.shell.frames.empty()) {
        print(cat(terminal().prompt, "^C\n"));
        session_.pending.clear();
        shell.shell.status = 130;
        terminal().at_prompt = false;
        return;
    }
    print("^C\n");
    // A line continues after a command that handled the signal; one that was killed by it ends the
    // line.
    bool killed = false;
    std::vector<int> ids;
    for (const auto& [id, task] : session_.tasks) ids.push_back(id);
    for (int id : ids) {
        Task& task = session_.tasks.at(id);
        if (task.done || task.job != 0 || id == 1) continue;
        if (task.is_command && waits_for_handler(task)) continue;
        if (task.is_command && task.process.handles_interrupt()) {
            task.process.interrupted = true;
        } else if (task.is_command) {
            finish(task, 130);
            killed = true;
        }
    }
    // Subshells end too, except those that wait for a command that keeps running.
    for (int id : ids) {
        Task& task = session_.tasks.at(id);
        if (task.done || task.job != 0 || id == 1 || task.is_command) continue;
        bool busy = false;
        for (const auto& [other_id, other] : session_.tasks)
            busy |= other.parent == id && !other.done && other.is_command;
        if (busy) continue;
        finish(task, 130);
        killed = true;
    }
    bool handled = false;
    for (int id : ids) {
        const Task& task = session_.tasks.at(id);
        handled |= task.is_command && !task.done && task.job == 0;
    }
    session_.interrupted = killed || !handled;
}

}  // namespace podfall
