// Builtins that read or change the shell.
#include "core/terminal/bash/runner.h"

#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"

namespace podfall {

using bash_syntax::is_name;
using Args = std::vector<std::string>;
using R = BuiltinResult;

namespace {

R ends(Task& task, int status) {
    task.shell.status = status;
    return R::done;
}

R complains(SessionRunner& r, Task& task, std::string_view text, int status = 1) {
    r.complain(task, text);
    return ends(task, status);
}

R change_folder(SessionRunner& r, Task& task, const Args& args) {
    Shell& shell = task.shell;
    std::size_t at = 1;
    while (at < args.size() && (args[at] == "-L" || args[at] == "-P" || args[at] == "--")) ++at;
    if (args.size() > at + 1) return complains(r, task, "cd: too many arguments");
    std::string to = at < args.size() ? args[at] : shell.value("HOME");
    const bool back = to == "-";
    if (back) {
        if (!shell.get("OLDPWD")) return complains(r, task, "cd: OLDPWD not set");
        to = shell.value("OLDPWD");
    }
    const std::string path = absolute_path(shell.folder, to);
    const File* file = find_file(r.look(), path);
    if (!file) return complains(r, task, cat("cd: ", to, ": No such file or directory"));
    if (!file->folder) return complains(r, task, cat("cd: ", to, ": Not a directory"));
    shell.set("OLDPWD", std::string(inside_of(shell.folder)));
    shell.folder = path;
    shell.set("PWD", std::string(inside_of(path)));
    if (back) r.write(task, 1, shell.value("PWD") + "\n");
    return ends(task, 0);
}

std::string quoted(std::string_view value) {
    return cat("\"", replace_all(replace_all(value, "\\", "\\\\"), "\"", "\\\""), "\"");
}

// export, readonly, declare and local share a form: NAME or NAME=value.
R declare(SessionRunner& r, Task& task, const Args& args) {
    Shell& shell = task.shell;
    const bool local = args[0] == "local";
    bool exported = args[0] == "export", readonly = args[0] == "readonly", remove = false,
         array = false;
    std::size_t at = 1;
    for (; at < args.size() && args[at].size() > 1 && args[at][0] == '-'; ++at) {
        exported |= contains(args[at], "x");
        readonly |= contains(args[at], "r");
        array |= contains(args[at], "a");
        remove |= args[0] == "export" && contains(args[at], "n");
    }
    Frame* call = nullptr;
    for (Frame& f : shell.frames)
        if (f.is_call) call = &f;
    if (local && !call) return complains(r, task, "local: can only be used in a function");
    if (at == args.size())
        for (const auto& [name, v] : shell.variables)
            if ((!exported || v.exported) && (!readonly || v.readonly))
                r.write(task, 1,
                        cat("declare -", v.exported ? "x" : "-", " ", name, "=",
                            quoted(v.values.empty() ? "" : v.values[0]), "\n"));
    int status = 0;
    for (; at < args.size(); ++at) {
        const std::size_t equals = args[at].find('=');
        const std::string name = args[at].substr(0, equals);
        if (!is_name(name)) {
            r.complain(task, cat(args[0], ": `", args[at], "': not a valid identifier"));
            status = 1;
            continue;
        }
        const bool inside = local || (call && args[0] == "declare");
        if (inside) {
            if (const Variable* old = shell.variables.find(name))
                call->saved_variables.emplace_back(name, *old);
            else
                call->unset_after.push_back(name);
            if (equals == std::string::npos) shell.variables.set(name, {});
        }
        if (equals != std::string::npos && !shell.set(name, args[at].substr(equals + 1)))
            return complains(r, task, cat(name, ": readonly variable"));
        Variable& v = shell.variables.at_or_new(name);
        v.exported = (v.exported || exported) && !remove;
        v.readonly |= readonly;
        v.array |= array;
    }
    return ends(task, status);
}

R unset(SessionRunner&, Task& task, const Args& args) {
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i] == "-v" || args[i] == "-f") continue;
        if (!task.shell.variables.erase(args[i])) task.shell.functions.erase(args[i]);
    }
    return ends(task, 0);
}

R alias(SessionRunner& r, Task& task, const Args& args) {
    auto& aliases = task.shell.aliases;
    int status = 0;
    const auto show = [&](const std::string& name, const std::string& value) {
        r.write(task, 1, cat("alias ", name, "='", replace_all(value, "'", "'\\''"), "'\n"));
    };
    if (args.size() == 1)
        for (const auto& [name, value] : aliases) show(name, value);
    for (std::size_t i = 1; i < args.size(); ++i) {
        const std::size_t equals = args[i].find('=');
        const std::string name = args[i].substr(0, equals);
        if (equals != std::string::npos)
            aliases.set(name, args[i].substr(equals + 1));
        else if (const std::string* value = aliases.find(name))
            show(name, *value);
        else {
            r.complain(task, cat("alias: ", name, ": not found"));
            status = 1;
        }
    }
    return ends(task, status);
}

R unalias(SessionRunner& r, Task& task, const Args& args) {
    int status = 0;
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i] == "-a")
            task.shell.aliases.clear();
        else if (!task.shell.aliases.erase(args[i])) {
            r.complain(task, cat("unalias: ", args[i], ": not found"));
            status = 1;
        }
    }
    return ends(task, status);
}

R set(SessionRunner& r, Task& task, const Args& args) {
    Shell& shell = task.shell;
    if (args.size() == 1)
        for (const auto& [name, v] : shell.variables)
            r.write(task, 1, cat(name, "=", v.values.empty() ? "" : v.values[0], "\n"));
    for (std::size_t i = 1; i < args.size(); ++i) {
        const std::string& a = args[i];
        if (a == "--" || a.size() < 2 || (a[0] != '-' && a[0] != '+')) {
            shell.positional.assign(args.begin() + static_cast<std::ptrdiff_t>(i + (a == "--")),
                                    args.end());
            break;
        }
        std::string letters = a.substr(1);
        if (letters == "o" && i + 1 < args.size()) {
            const std::string& name = args[++i];
            letters = name == "pipefail"  ? "p"
                      : name == "errexit" ? "e"
                      : name == "nounset" ? "u"
                      : name == "xtrace"  ? "x"
                      : name == "noglob"  ? "f"
                                          : "";
        }
        for (char c : letters) {
            std::erase(shell.options, c);
            if (a[0] == '-') shell.options += c;
        }
    }
    return ends(task, 0);
}

R shift(SessionRunner& r, Task& task, const Args& args) {
    std::int64_t n = 1;
    if (args.size() > 1 && !parse_int(args[1], n))
        return complains(r, task, cat("shift: ", args[1], ": numeric argument required"));
    auto& p = task.shell.positional;
    if (n < 0 || static_cast<std::size_t>(n) > p.size()) return ends(task, 1);
    p.erase(p.begin(), p.begin() + n);
    return ends(task, 0);
}

R source(SessionRunner& r, Task& task, const Args& args) {
    if (args.size() < 2) return complains(r, task, cat(args[0], ": filename argument required"), 2);
    std::string text, error;
    if (!read_file(r.look(), absolute_path(task.shell.folder, args[1]), text, error))
        return complains(r, task, cat(args[1], ": ", error));
    task.shell.status = 0;
    task.shell.frames.emplace_back();
    Frame& f = task.shell.frames.back();
    f.text = std::move(text);
    f.is_call = true;
    if (args.size() > 2) {
        f.restores_positional = true;
        f.saved_positional = task.shell.positional;
        task.shell.positional.assign(args.begin() + 2, args.end());
    }
    return R::pushed;
}

R evaluate(SessionRunner&, Task& task, const Args& args) {
    task.shell.status = 0;
    task.shell.frames.emplace_back();
    task.shell.frames.back().text = join({args.begin() + 1, args.end()}, " ");
    return R::pushed;
}

// exec PROGRAM: the program replaces the shell, which ends with it.
R execute(SessionRunner&, Task& task, const Args& args) {
    task.shell.status = 0;
    if (args.size() == 1) {  // the redirections stay
        task.shell.frames.back().restores_fds = false;
        return R::done;
    }
    push_program(task.shell, {args.begin() + 1, args.end()}, true);
    return R::pushed;
}

// Splits a line into `count` variables by IFS; the last one takes the rest.
std::vector<std::string> read_fields(const Shell& shell, std::string_view line, std::size_t count,
                                     bool raw) {
    const std::string* set = shell.get("IFS");
    const std::string ifs = set ? *set : " \t\n";
    const auto white = [&](char c) {
        return (c == ' ' || c == '\t' || c == '\n') && contains(ifs, std::string_view(&c, 1));
    };
    std::vector<std::string> fields(1);
    std::size_t i = 0;
    while (i < line.size() && white(line[i])) ++i;
    for (; i < line.size(); ++i) {
        const char c = line[i];
        if (!raw && c == '\\' && i + 1 < line.size()) {
            fields.back() += line[++i];
        } else if (fields.size() < count && ifs.find(c) != std::string::npos) {
            while (i + 1 < line.size() && white(line[i + 1])) ++i;
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    while (!fields.back().empty() && white(fields.back().back())) fields.back().pop_back();
    fields.resize(std::max(count, std::size_t{1}));
    return fields;
}

R read(SessionRunner& r, Task& task, const Args& args) {
    bool raw = false, array = false;
    std::string prompt;
    std::vector<std::string> names;
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i] == "-r" || args[i] == "-s" || args[i] == "-rs")
            raw |= contains(args[i], "r");
        else if (args[i] == "-a")
            array = true;
        else if ((args[i] == "-p" || args[i] == "-rp") && i + 1 < args.size()) {
            raw |= args[i] == "-rp";
            prompt = args[++i];
        } else
            names.push_back(args[i]);
    }
    Frame& f = task.shell.frames.back();
    const bool terminal = task.fds[0] == read_end(terminal_input);
    if (!prompt.empty() && terminal && f.text.empty()) {
        r.write(task, 2, prompt);
        f.text = "asked";
    }
    std::string line;
    bool ended = false;
    if (!r.read_line(task, line, ended)) return R::wait;
    if (!raw)
        while (!line.empty() && line.back() == '\\' && !ended) {
            line.pop_back();
            std::string more;
            if (!r.read_line(task, more, ended)) break;
            line += more;
        }
    if (array && !names.empty()) {
        Variable v{.values = split_words(line), .array = true};
        task.shell.variables.set(names[0], std::move(v));
        return ends(task, ended && line.empty() ? 1 : 0);
    }
    const bool reply = names.empty();
    if (reply) names.push_back("REPLY");
    std::vector<std::string> fields =
        reply ? std::vector<std::string>{line} : read_fields(task.shell, line, names.size(), raw);
    for (std::size_t i = 0; i < names.size(); ++i) task.shell.set(names[i], fields[i]);
    return ends(task, ended ? 1 : 0);
}

R test(SessionRunner& r, Task& task, const Args& args) {
    return ends(task, test_command(r, task, args));
}

R colon(SessionRunner&, Task& task, const Args&) {
    return ends(task, 0);
}

R leave_loop(SessionRunner& r, Task& task, const Args& args) {
    bool loop = false;
    for (const Frame& f : task.shell.frames) {
        if (f.is_call) loop = false;
        if (!f.node) continue;
        using bash_syntax::SyntaxKind;
        const SyntaxKind k = f.node->kind;
        loop |= k == SyntaxKind::while_ || k == SyntaxKind::until || k == SyntaxKind::for_ ||
                k == SyntaxKind::arithmetic_for;
    }
    if (!loop)
        return complains(r, task,
                         cat(args[0], ": only meaningful in a `for', `while', or `until' loop"), 0);
    std::int64_t levels = 1;
    if (args.size() > 1 && (!parse_int(args[1], levels) || levels < 1)) levels = 1;
    task.shell.leaving = args[0] == "break" ? Leaving::break_ : Leaving::continue_;
    task.shell.leaving_levels = static_cast<int>(levels);
    return ends(task, 0);
}

// return, exit and logout.
R leave(SessionRunner& r, Task& task, const Args& args) {
    Shell& shell = task.shell;
    const bool returns = args[0] == "return";
    bool call = false;
    for (const Frame& f : shell.frames) call |= f.is_call;
    if (returns && !call)
        return complains(r, task, "return: can only `return' from a function or sourced script");
    std::int64_t status = shell.status;
    if (args.size() > 1 && !parse_int(args[1], status)) {
        r.complain(task, cat(args[0], ": ", args[1], ": numeric argument required"));
        status = 255;
    }
    shell.leaving = returns ? Leaving::return_ : Leaving::exit;
    return ends(task, static_cast<int>(status & 255));
}

R history(SessionRunner& r, Task& task, const Args& args) {
    auto& lines = r.session().history;
    if (args.size() > 1 && args[1] == "-c") {
        lines.clear();
        return ends(task, 0);
    }
    std::int64_t count = static_cast<std::int64_t>(lines.size());
    if (args.size() > 1 && !parse_int(args[1], count))
        return complains(r, task, cat("history: ", args[1], ": numeric argument required"));
    const auto size = static_cast<std::int64_t>(lines.size());
    for (std::int64_t i = std::max<std::int64_t>(0, size - count); i < size; ++i)
        r.write(task, 1,
                cat(pad_left(to_text(i + 1), 5), "  ", lines[static_cast<std::size_t>(i)], "\n"));
    return ends(task, 0);
}

R wait(SessionRunner& r, Task& task, const Args& args) {
    int status = 0;
    for (const auto& [id, other] : r.session().tasks) {
        if (other.job == 0 || other.parent != task.id) continue;
        bool wanted = args.size() == 1;
        for (std::size_t i = 1; i < args.size(); ++i)
            wanted |= args[i] == to_text(other.pid) || args[i] == cat("%", other.job);
        if (!wanted) continue;
        if (!other.done) return R::wait;
        if (args.size() > 1) status = other.status;
    }
    return ends(task, status);
}

R jobs(SessionRunner& r, Task& task, const Args&) {
    const auto& all = r.session().jobs;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto it = r.session().tasks.find(all[i].task);
        if (it == r.session().tasks.end() || it->second.done) continue;
        const char* mark = i + 1 == all.size() ? "+" : i + 2 == all.size() ? "-" : " ";
        r.write(task, 1,
                cat("[", all[i].number, "]", mark, "  ", pad_right("Running", 24), all[i].text,
                    " &\n"));
    }
    return ends(task, 0);
}

// type, command -v and which: explain a name.
std::string meaning(SessionRunner& r, Task& task, const std::string& name, bool brief) {
    const Shell& s = task.shell;
    if (const std::string* value = s.aliases.find(name))
        return brief ? cat("alias ", name, "='", *value, "'")
                     : cat(name, " is aliased to `", *value, "'");
    if (const auto* body = s.functions.find(name))
        return brief ? name : cat(name, " is a function\n", name, " () \n", (*body)->source);
    const Command* command = contains(name, " ") ? nullptr : find_command(name);
    if (const DockerContainer* c = container_at(r.look(), s.folder); c && !find_builtin(name)) {
        const std::string path = program_path(*c, name);
        return path.empty() || brief ? path : cat(name, " is ", path);
    }
    if (find_builtin(name) || (command && command->builtin))
        return brief ? name : cat(name, " is a shell builtin");
    if (command || name == "bash" || name == "sh")
        return brief ? "/usr/bin/" + name : cat(name, " is /usr/bin/", name);
    const File* file =
        contains(name, "/") ? find_file(r.look(), absolute_path(s.folder, name)) : nullptr;
    if (file && !file->folder) return brief ? name : cat(name, " is ", name);
    return "";
}

R type(SessionRunner& r, Task& task, const Args& args) {
    int status = 0;
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (args[i][0] == '-') continue;
        const std::string text = meaning(r, task, args[i], false);
        if (text.empty()) {
            r.complain(task, cat("type: ", args[i], ": not found"));
            status = 1;
        } else {
            r.write(task, 1, text + "\n");
        }
    }
    return ends(task, status);
}

R which(SessionRunner& r, Task& task, const Args& args) {
    int status = 0;
    for (std::size_t i = 1; i < args.size(); ++i) {
        if (const DockerContainer* c = container_at(r.look(), task.shell.folder)) {
            const std::string path = program_path(*c, args[i]);
            status |= path.empty();
            if (!path.empty()) r.write(task, 1, path + "\n");
            continue;
        }
        const std::string* alias = task.shell.aliases.find(args[i]);
        const Command* command = find_command(args[i]);
        if (alias) r.write(task, 1, cat("alias ", args[i], "='", *alias, "'\n"));
        const bool program = find_file(r.look(), cat("/usr/bin/", args[i])) != nullptr;
        if (command || program || args[i] == "bash" || args[i] == "sh") {
            r.write(task, 1, cat(alias ? "\t" : "", "/usr/bin/", args[i], "\n"));
        } else {
            r.write(task, 2,
                    cat("/usr/bin/which: no ", args[i], " in (",
                        replace_all(task.shell.value("PATH"), "/root/bin", "/root/bin"), ")\n"));
            status = 1;
        }
    }
    return ends(task, status);
}

R command(SessionRunner& r, Task& task, const Args& args) {
    if (args.size() > 2 && (args[1] == "-v" || args[1] == "-V")) {
        const std::string text = meaning(r, task, args[2], args[1] == "-v");
        if (text.empty()) return ends(task, 1);
        r.write(task, 1, text + "\n");
        return ends(task, 0);
    }
    std::size_t at = 1;
    while (at < args.size() && (args[at] == "-p" || args[at] == "--")) ++at;
    if (at == args.size()) return ends(task, 0);
    push_program(task.shell, {args.begin() + static_cast<std::ptrdiff_t>(at), args.end()}, false);
    return R::pushed;
}

struct Entry {
    const char* name;
    Builtin run;
};
constexpr Entry builtins[] = {{".", source},
                              {":", colon},
                              {"[", test},
                              {"alias", alias},
                              {"break", leave_loop},
                              {"cd", change_folder},
                              {"command", command},
                              {"complete", colon},  // commands have their own completion here
                              {"continue", leave_loop},
                              {"declare", declare},
                              {"eval", evaluate},
                              {"exec", execute},
                              {"exit", leave},
                              {"export", declare},
                              {"history", history},
                              {"jobs", jobs},
                              {"local", declare},
                              {"logout", leave},
                              {"read", read},
                              {"readonly", declare},
                              {"return", leave},
                              {"set", set},
                              {"shift", shift},
                              {"shopt", colon},
                              {"source", source},
                              {"test", test},
                              {"type", type},
                              {"typeset", declare},
                              {"unalias", unalias},
                              {"unset", unset},
                              {"wait", wait},
                              {"which", which}};

}  // namespace

Builtin find_builtin(std::string_view name) {
    for (const Entry& e : builtins)
        if (name == e.name) return e.run;
    return nullptr;
}

std::vector<std::string> builtin_names() {
    std::vector<std::string> names;
    for (const Entry& e : builtins) names.emplace_back(e.name);
    return names;
}

}  // namespace podfall
