// The interpreter: one step of the topmost frame at a time.
#include "core/terminal/bash/interpreter.h"

#include "core/base/text.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"
#include "core/terminal/bash/limits.h"

namespace podfall {

using namespace bash_syntax;

bool SessionRunner::step_shell(Task& task) {
    return Interpreter(*this, task).step();
}

bool Interpreter::step() {
    if (task_.id == 1 && runner_.session().interrupted) return give_up_line();
    if (shell_.leaving != Leaving::nothing) {
        leave();
        return true;
    }
    if (shell_.frames.empty()) {
        if (task_.id == 1) return false;
        runner_.finish(task_, shell_.status);
        return true;
    }
    if (!top().children.empty() && !collect()) return false;
    return run();
}

// Ctrl+C: when the commands of the line have ended, the line ends too.
bool Interpreter::give_up_line() {
    for (const auto& [id, task] : runner_.session().tasks)
        if (id != 1 && !task.done && task.job == 0) return false;
    while (!shell_.frames.empty()) pop();
    shell_.leaving = Leaving::nothing;
    shell_.status = 130;
    runner_.session().interrupted = false;
    return true;
}

void Interpreter::push(SyntaxRef node, bool tested) {
    const bool inherited = !shell_.frames.empty() && top().tested;
    shell_.frames.emplace_back();
    top().tested = tested || inherited;
    if (node->kind != SyntaxKind::simple && !node->redirects.empty()) top().stage = -1;
    top().node = std::move(node);
}

void Interpreter::pop() {
    Frame f = std::move(top());
    shell_.frames.pop_back();
    if (f.restores_fds) task_.fds = f.saved_fds;
    if (f.restores_positional) shell_.positional = std::move(f.saved_positional);
    for (const std::string& name : f.unset_after) shell_.variables.erase(name);
    for (auto& [name, variable] : f.saved_variables)
        shell_.variables.set(name, std::move(variable));
}

// Ends a node whose status `set -e` checks.
void Interpreter::pop_with(int status) {
    const bool fatal = status != 0 && !top().tested && contains(shell_.options, "e");
    shell_.status = status;
    pop();
    if (fatal) shell_.leaving = Leaving::exit;
}

namespace {
bool is_loop(const Frame& f) {
    return f.node &&
           (f.node->kind == SyntaxKind::while_ || f.node->kind == SyntaxKind::until ||
            f.node->kind == SyntaxKind::for_ || f.node->kind == SyntaxKind::arithmetic_for);
}
}  // namespace

void Interpreter::leave() {
    const Leaving what = shell_.leaving;
    const bool loop = what == Leaving::break_ || what == Leaving::continue_;
    while (!shell_.frames.empty()) {
        const bool call = top().is_call;
        if (loop && call) break;
        if (loop && is_loop(top()) && --shell_.leaving_levels <= 0) {
            if (what == Leaving::break_)
                pop();
            else
                top().stage = top().node->kind == SyntaxKind::for_ ||
                                      top().node->kind == SyntaxKind::arithmetic_for
                                  ? 1
                                  : 0;
            break;
        }
        pop();
        if (what == Leaving::return_ && call) break;
    }
    shell_.leaving = Leaving::nothing;
    if (what == Leaving::abandon && task_.id != 1) shell_.frames.clear();
    if (what == Leaving::exit && task_.id == 1) {
        const Session& session = runner_.session();
        if (session.container.empty() && !session.once) runner_.write(task_, 1, "logout\n");
        runner_.session().exited = true;
    }
}

// Collects the results of the tasks that the frame waited for; false while one still runs.
bool Interpreter::collect() {
    Frame& f = top();
    auto& tasks = runner_.session().tasks;
    const bool overflowed = f.capture >= 0 && runner_.stream(f.capture).overflowed;
    for (int id : f.children)
        if (const auto it = tasks.find(id); it != tasks.end() && !it->second.done) {
            if (!overflowed) return false;
            runner_.finish(it->second, 128 + 13);  // its reader is gone
        }
    if (f.capture >= 0 && runner_.has_writers(f.capture)) return false;
    if (f.capture >= 0 && runner_.stream(f.capture).overflowed) {
        out_of_memory(allocation_error("xrealloc", 2 * program_memory, program_memory));
        return true;
    }
    int status = 0;
    std::vector<std::string> each;
    for (int id : f.children) {
        const auto it = tasks.find(id);
        const int s = it == tasks.end() ? 0 : it->second.status;
        each.push_back(to_text(s));
        if (s != 0 || !contains(shell_.options, "p")) status = s;
        if (it != tasks.end()) tasks.erase(it);
    }
    f.children.clear();
    if (f.capture < 0) {
        shell_.status = status;
        shell_.variables.set("PIPESTATUS", {.values = std::move(each), .array = true});
        return true;
    }
    std::string text = std::move(runner_.stream(f.capture).data);
    runner_.session().streams.erase(f.capture);
    if (f.for_file) {
        const std::string path = cat("/dev/fd/", 63 - f.open_files++);
        runner_.machine().files.set(
            place_of(runner_.look(), absolute_path(shell_.folder, path)).path,
            {.content = std::make_shared<const std::string>(std::move(text))});
        text = path;
    } else {
        while (!text.empty() && text.back() == '\n') text.pop_back();
    }
    f.effects.push_back(std::move(text));
    f.capture = -1;
    f.for_file = false;
    shell_.substitution_status = status;
    f.substituted = true;
    return true;
}

// bash gives up when it gets no memory. Simplified: the login shell gives up the line alone.
void Interpreter::out_of_memory(std::string_view error) {
    runner_.complain(task_, error);
    shell_.status = 2;
    shell_.leaving = Leaving::abandon;
}

// Whether another process may begin; otherwise the line is given up.
bool Interpreter::may_fork() {
    if (runner_.may_fork(task_)) return true;
    shell_.status = 126;
    shell_.leaving = Leaving::abandon;
    return false;
}

bool Interpreter::settle(Expansion& e) {
    Frame& f = top();
    if (e.out_of_memory) return out_of_memory(e.error), false;
    if (e.failed) {
        runner_.complain(task_, e.error);
        shell_.status = 1;
        shell_.leaving = Leaving::abandon;
        return false;
    }
    if (!e.needs_command) {
        f.effects.clear();
        return true;
    }
    if (!may_fork()) return false;
    Task& child = runner_.fork(task_, nullptr);
    child.shell.frames.emplace_back();
    child.shell.frames.back().text = e.command;
    f.capture = runner_.new_stream({.kind = Stream::Kind::collected});
    f.for_file = e.for_file;
    child.fds[1] = write_end(f.capture);
    f.children = {child.id};
    return false;
}

bool Interpreter::expand(std::string_view word, How how, std::vector<std::string>& out) {
    Expansion e{runner_.world(), runner_.look(), shell_, top().effects};
    e.room = runner_.memory_left();
    std::vector<std::string> fields;
    switch (how) {
        case How::fields:
            fields = expand_word(e, word);
            break;
        case How::text:
            fields.push_back(expand_text(e, word));
            break;
        case How::document:
            fields.push_back(expand_document(e, word));
            break;
        case How::pattern:
            fields.push_back(expand_pattern(e, word));
            break;
        case How::regex:
            fields.push_back(expand_regex(e, word));
            break;
        case How::arithmetic:
            fields.push_back(to_text(evaluate_arithmetic(e, word)));
            break;
        case How::assignment:
            assign(e, word);
            break;
    }
    if (!settle(e)) return false;
    if (how == How::assignment) runner_.note_allocation(e.largest);
    for (std::string& field : fields) out.push_back(std::move(field));
    return true;
}

// Expands the targets of a node's redirections, then opens them.
bool Interpreter::redirect(const Syntax& node) {
    Frame& f = top();
    while (f.assigned.size() < node.redirects.size()) {
        const Redirect& r = node.redirects[f.assigned.size()];
        const bool document = r.kind == Redirect::Kind::here_document;
        if (document && r.literal) {
            f.assigned.push_back(*r.document);
            continue;
        }
        std::vector<std::string> target;
        const How how = document                                ? How::document
                        : r.kind == Redirect::Kind::here_string ? How::text
                                                                : How::fields;
        if (!expand(document ? std::string_view(*r.document) : r.target, how, target)) return false;
        if (target.size() != 1) {
            runner_.complain(task_, cat(r.target, ": ambiguous redirect"));
            pop_with(1);
            return false;
        }
        f.assigned.push_back(target[0]);
    }
    if (!f.restores_fds) {
        f.saved_fds = task_.fds;
        f.restores_fds = true;
    }
    for (std::size_t i = 0; i < node.redirects.size(); ++i) {
        if (runner_.open(task_, node.redirects[i], f.assigned[i])) continue;
        pop_with(1);
        return false;
    }
    f.assigned.clear();
    return true;
}

bool Interpreter::run() {
    if (!top().node) return run_script();
    const SyntaxRef node = top().node;  // keeps it alive while frames come and go
    if (top().stage == -1) {
        if (redirect(*node)) top().stage = 0;
        return true;
    }
    switch (node->kind) {
        case SyntaxKind::simple:
            run_simple(*node);
            break;
        case SyntaxKind::pipeline:
            run_pipeline(*node);
            break;
        case SyntaxKind::and_or:
            run_and_or(*node);
            break;
        case SyntaxKind::list:
            run_list(*node);
            break;
        case SyntaxKind::if_:
            run_if(*node);
            break;
        case SyntaxKind::while_:
        case SyntaxKind::until:
            run_while(*node);
            break;
        case SyntaxKind::for_:
            run_for(*node);
            break;
        case SyntaxKind::arithmetic_for:
            run_arithmetic_for(*node);
            break;
        case SyntaxKind::case_:
            run_case(*node);
            break;
        case SyntaxKind::group:
            if (top().stage++ == 0)
                push(node->children[0]);
            else
                pop();
            break;
        case SyntaxKind::subshell:
            run_subshell(*node);
            break;
        case SyntaxKind::function:
            shell_.functions.set(node->text, node->children[0]);
            pop_with(0);
            break;
        case SyntaxKind::arithmetic: {
            std::vector<std::string> value;
            if (expand(node->text, How::arithmetic, value)) pop_with(value[0] == "0" ? 1 : 0);
            break;
        }
        case SyntaxKind::condition:
            run_condition(*node);
            break;
    }
    return !waiting_;
}

// A text that is executed command by command: a script, -c, the inside of $(...).
bool Interpreter::run_script() {
    Frame& f = top();
    const Parsed parsed = parse(f.text, f.index, shell_.aliases);
    if (f.reads_input &&
        (parsed.what == Parsed::What::nothing || parsed.what == Parsed::What::end ||
         parsed.what == Parsed::What::incomplete)) {
        std::string line;
        bool ended = false;
        if (!runner_.read_line(task_, line, ended)) return false;
        f.reads_input = !ended;
        if (parsed.what != Parsed::What::incomplete) {
            f.text.clear();
            f.index = 0;
        }
        f.text += line;
        if (!ended) f.text += '\n';
        return true;
    }
    if (shell_.line > 0) {
        shell_.line = 1;
        for (std::size_t i = 0; i < f.index && i < f.text.size(); ++i)
            shell_.line += f.text[i] == '\n';
    }
    switch (parsed.what) {
        case Parsed::What::command:
            f.index = parsed.next;
            push(parsed.node);
            break;
        case Parsed::What::error:
            runner_.complain(task_, parsed.error);
            if (task_.id != 1 && shell_.line > 0)
                runner_.complain(task_, cat("`", parsed.bad_line, "'"));
            pop_with(task_.id == 1 ? 1 : 2);
            break;
        case Parsed::What::incomplete:
            runner_.complain(task_, "syntax error: unexpected end of file");
            pop_with(task_.id == 1 ? 1 : 2);
            break;
        default:
            pop();
    }
    return true;
}

void Interpreter::run_list(const Syntax& node) {
    Frame& f = top();
    if (f.index == node.children.size()) return pop();
    const std::size_t i = f.index++;
    if (node.operators[i] != '&') return push(node.children[i]);
    if (!may_fork()) return;
    Session& session = runner_.session();
    Task& child = runner_.fork(task_, node.children[i]);
    child.fds[0] = read_end(null_stream);
    runner_.give_pid(child, "-bash", "-bash");
    child.shell.pid = shell_.pid;
    shell_.last_background = child.pid;
    shell_.status = 0;
    if (task_.job != 0) return;
    const int number = session.jobs.empty() ? 1 : session.jobs.back().number + 1;
    child.job = number;
    session.jobs.push_back({number, child.id, std::string(trim(node.children[i]->source))});
    if (task_.id == 1) runner_.print(cat("[", number, "] ", child.pid, "\n"));
}

void Interpreter::run_and_or(const Syntax& node) {
    Frame& f = top();
    while (f.index > 0 && f.index < node.children.size()) {
        const bool and_ = node.operators[f.index - 1] == '&';
        if (and_ == (shell_.status == 0)) break;
        ++f.index;
    }
    if (f.index == node.children.size()) return pop();
    const std::size_t i = f.index++;
    push(node.children[i], i + 1 < node.children.size());
}

void Interpreter::run_pipeline(const Syntax& node) {
    Frame& f = top();
    if (f.stage++ > 0) return pop_with(node.negated ? shell_.status == 0 : shell_.status);
    if (node.children.size() == 1) return push(node.children[0], true);
    if (!may_fork()) return;
    std::vector<int> children;
    std::int32_t input = task_.fds[0];
    for (std::size_t i = 0; i < node.children.size(); ++i) {
        Task& child = runner_.fork(task_, node.children[i]);
        child.fds[0] = input;
        if (i + 1 < node.children.size()) {
            const std::int32_t pipe = runner_.new_stream({.kind = Stream::Kind::pipe});
            child.fds[1] = write_end(pipe);
            input = read_end(pipe);
        }
        if (node.children[i]->kind != SyntaxKind::simple && !node.children[i]->redirects.empty())
            child.shell.frames.back().stage = -1;
        children.push_back(child.id);
    }
    f.children = std::move(children);
}

void Interpreter::run_subshell(const Syntax& node) {
    Frame& f = top();
    if (f.stage++ > 0) return pop_with(shell_.status);
    if (!may_fork()) return;
    Task& child = runner_.fork(task_, node.children[0]);
    f.children = {child.id};
}

void Interpreter::run_if(const Syntax& node) {
    Frame& f = top();
    if (f.stage == 2) return pop();
    if (f.stage == 1) {
        f.stage = 0;
        if (shell_.status == 0) {
            f.stage = 2;
            return push(node.children[f.index + 1]);
        }
        f.index += 2;
    }
    if (f.index >= node.children.size()) {
        shell_.status = 0;
        return pop();
    }
    const bool otherwise = f.index + 1 == node.children.size();
    f.stage = otherwise ? 2 : 1;
    push(node.children[f.index], !otherwise);
}

void Interpreter::run_while(const Syntax& node) {
    Frame& f = top();
    if (f.stage == 0) {
        if (f.index > 0) f.text = to_text(shell_.status);  // of the body
        f.stage = 1;
        f.index = 1;
        return push(node.children[0], true);
    }
    const bool go_on = (shell_.status == 0) == (node.kind == SyntaxKind::while_);
    if (go_on) {
        f.stage = 0;
        return push(node.children[1]);
    }
    std::int64_t status = 0;
    parse_int(f.text, status);
    shell_.status = static_cast<int>(status);
    pop();
}

void Interpreter::run_for(const Syntax& node) {
    Frame& f = top();
    if (f.stage == 0) {
        if (node.positional) f.fields = shell_.positional;
        while (f.index < node.words.size()) {
            if (!expand(node.words[f.index], How::fields, f.fields)) return;
            ++f.index;
        }
        f.index = 0;
        f.stage = 1;
        shell_.status = 0;
    }
    if (f.index == f.fields.size()) return pop();
    shell_.set(node.text, f.fields[f.index++]);
    push(node.children[0]);
}

void Interpreter::run_arithmetic_for(const Syntax& node) {
    // Stages: 0 first expression, 1 third, 2 condition.
    Frame& f = top();
    std::vector<std::string> value;
    if (f.stage < 2) {
        if (!expand(node.words[f.stage == 0 ? 0 : 2], How::arithmetic, value)) return;
        f.stage = 2;
        value.clear();
    }
    if (!trim(node.words[1]).empty()) {
        if (!expand(node.words[1], How::arithmetic, value)) return;
        if (value[0] == "0") return pop();
    }
    f.stage = 1;
    push(node.children[0]);
}

void Interpreter::run_case(const Syntax& node) {
    Frame& f = top();
    if (f.stage == 0) {
        if (!expand(node.text, How::text, f.fields)) return;
        f.stage = 1;
        shell_.status = 0;
    }
    while (f.index < node.items.size()) {
        const CaseItem& item = node.items[f.index];
        bool found = f.stage == 2;  // after ;&
        while (!found && f.assigned.size() < item.patterns.size()) {
            if (!expand(item.patterns[f.assigned.size()], How::pattern, f.assigned)) return;
            found = matches(f.assigned.back(), f.fields[0]);
        }
        f.assigned.clear();
        ++f.index;
        if (!found) continue;
        f.stage = item.end == 'f' ? 2 : 1;
        if (item.end == 'b') f.index = node.items.size();
        if (item.body) return push(item.body);
        if (f.stage == 1 && item.end == 'b') break;
    }
    pop();
}

}  // namespace podfall
