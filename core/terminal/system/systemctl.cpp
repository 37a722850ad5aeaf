// systemctl: units as systemd 219 of CentOS 7 shows and handles them.
#include "core/terminal/system/systemctl.h"
#include "core/base/text.h"
#include "core/machine/host/power.h"
#include "core/machine/host/unit.h"
#include "core/terminal/command.h"
#include "core/terminal/options.h"
#include "core/terminal/text/format.h"
#include "core/world/process_figures.h"

namespace podfall {

namespace {

constexpr Duration poll = milliseconds(20);
constexpr int not_running = 3, no_such_unit = 4, not_loaded = 5;  // LSB exit codes

struct SystemctlMemory {
    bool asked = false;
};

template <class V>
void fields(V& v, SystemctlMemory& m) {
    v("asked", m.asked);
}

const char* state_word(const Unit& unit) {
    switch (unit.state) {
        case UnitState::active:
            return "active";
        case UnitState::activating:
            return "activating";
        case UnitState::deactivating:
            return "deactivating";
        case UnitState::failed:
            return "failed";
        case UnitState::inactive:
            break;
    }
    return "inactive";
}

const char* unit_file_state(const Unit& unit) {
    return unit.masked ? "masked" : unit.enabled ? "enabled" : "disabled";
}

bool process_lives(const Machine& machine, const Unit& unit) {
    return unit.main_pid != 0 && machine.processes.contains(unit.main_pid);
}

const char* sub_state(const Machine& machine, const Unit& unit) {
    switch (unit.state) {
        case UnitState::active:
            return "running";
        case UnitState::activating:
            return process_lives(machine, unit) ? "start" : "auto-restart";
        case UnitState::deactivating:
            return "stop-sigterm";
        case UnitState::failed:
            return "failed";
        case UnitState::inactive:
            break;
    }
    return "dead";
}

// ---- status ----

std::string result_text(const Unit& unit) {
    if (unit.killed)
        return cat("(code=killed, signal=", unit.exit_code == 137 ? "KILL" : "TERM", ")");
    return cat("(code=exited, status=", unit.exit_code,
               unit.exit_code == 0 ? "/SUCCESS" : "/FAILURE", ")");
}

// Colours only on a terminal.
struct Paint {
    bool on;
    std::string operator()(const Unit& unit, std::string text) const {
        if (!on) return text;
        if (unit.state == UnitState::active) return cat("\x1b[1;32m", text, "\x1b[0m");
        if (unit.state == UnitState::failed) return cat("\x1b[1;31m", text, "\x1b[0m");
        return text;
    }
};

std::string active_line(CommandContext& ctx, const Unit& unit, const Paint& paint) {
    std::string word = cat(state_word(unit), " (", sub_state(ctx.machine(), unit), ")");
    if (unit.state == UnitState::failed)
        word = cat("failed (Result: ", unit.killed ? "signal" : "exit-code", ")");
    if (unit.state == UnitState::activating && !process_lives(ctx.machine(), unit))
        word = cat("activating (auto-restart) (Result: ",
                   unit.killed      ? "signal"
                   : unit.exit_code ? "exit-code"
                                    : "success",
                   ")");
    std::string line = cat("   Active: ", paint(unit, word));
    if (unit.since != 0)
        line += cat(" since ", systemd_timestamp(ctx.world, unit.since), "; ",
                    systemd_ago(ctx.now() - unit.since));
    return line + "\n";
}

// A command line next to the tree's branch, cut at the terminal's width.
std::string fitted(CommandContext& ctx, const std::string& text, bool full) {
    constexpr std::size_t indent = 13;
    const auto width = static_cast<std::size_t>(std::max(ctx.columns(), 40)) - indent;
    if (full || !ctx.output_is_terminal() || text.size() <= width) return text;
    return text.substr(0, width - 3) + "...";
}

std::string memory_text(std::int64_t kib) {
    return kib < 1024 ? cat(kib, ".0K") : cat(fixed_text(kib * 1'000'000 / 1024, 1), "M");
}

std::string process_lines(CommandContext& ctx, const std::string& name, const Unit& unit,
                          bool full) {
    const Process* p = ctx.machine().processes.find(unit.main_pid);
    if (!p)
        return unit.main_pid == 0 ? std::string()
                                  : cat("  Process: ", unit.main_pid, " ExecStart=", unit.exec, " ",
                                        result_text(unit), "\n Main PID: ", unit.main_pid, " ",
                                        result_text(unit), "\n");
    const ProcessFigures figures = figures_of(*p);
    return cat(" Main PID: ", unit.main_pid, " (", p->program,
               ")\n    Tasks: ", figures.threads ? 15 : 1,
               "\n   Memory: ", memory_text(figures.resident_kib), "\n   CGroup: /system.slice/",
               name, ".service\n           └─",
               fitted(ctx, cat(unit.main_pid, " ", p->command_line), full), "\n");
}

std::string last_lines(CommandContext& ctx, const std::string& name, bool full) {
    std::vector<const JournalLine*> lines;
    const Table<std::uint64_t, JournalLine> journal = ctx.machine().journal;
    for (const auto& [number, line] : journal)
        if (line.unit == name) lines.push_back(&line);
    if (lines.empty()) return "";
    bool cut = false;
    std::string out = "\n";
    for (std::size_t i = lines.size() > 10 ? lines.size() - 10 : 0; i < lines.size(); ++i)
        out += journal_text(ctx.world, ctx.machine(), *lines[i],
                            full || !ctx.output_is_terminal() ? 0 : ctx.columns(), &cut) +
               "\n";
    if (cut) out += "Hint: Some lines were ellipsized, use -l to show in full.\n";
    return out;
}

int show_status(CommandContext& ctx, const std::string& name, bool full) {
    const Unit* found = ctx.machine().units.find(name);
    if (!found) {
        ctx.err(cat("Unit ", name, ".service could not be found.\n"));
        return no_such_unit;
    }
    const Unit unit = *found;
    const Paint paint{ctx.output_is_terminal()};
    std::string out = cat(paint(unit, "●"), " ", name, ".service - ", unit.description, "\n");
    if (unit.masked)
        out += "   Loaded: masked (/dev/null; bad)\n";
    else
        out += cat("   Loaded: loaded (", unit.fragment, "; ", unit_file_state(unit),
                   "; vendor preset: ",
                   name == "sshd" || name == "crond" || name == "chronyd" || name == "firewalld"
                       ? "enabled"
                       : "disabled",
                   ")\n");
    for (const std::string& file : unit.drop_ins) {
        const std::size_t slash = file.rfind('/');
        out += cat("  Drop-In: ", file.substr(0, slash), "\n           └─", file.substr(slash + 1),
                   "\n");
    }
    out += active_line(ctx, unit, paint);
    const std::vector<std::string> docs = split_lines(unit.documentation);
    for (std::size_t i = 0; i < docs.size(); ++i)
        out += cat(i == 0 ? "     Docs: " : "           ", docs[i], "\n");
    out += process_lines(ctx, name, unit, full);
    out += last_lines(ctx, name, full);
    ctx.out(out);
    return unit.state == UnitState::active ? 0 : not_running;
}

// ---- lists ----

// "--state=failed", "--state=running,failed": active or sub states.
bool in_states(CommandContext& ctx, const Unit& unit, const std::string& states) {
    for (const std::string& s : split(states, ','))
        if (s == state_word(unit) || s == sub_state(ctx.machine(), unit)) return true;
    return states.empty();
}

void list_units(CommandContext& ctx, bool all, const std::string& states) {
    std::string out = "UNIT                LOAD   ACTIVE   SUB     DESCRIPTION\n";
    int shown = 0;
    for (const auto& [name, unit] : ctx.machine().units) {
        if (!all && states.empty() && unit.state == UnitState::inactive) continue;
        if (!in_states(ctx, unit, states)) continue;
        ++shown;
        out += cat(pad_right(name + ".service", 19), " loaded ", pad_right(state_word(unit), 8),
                   " ", pad_right(sub_state(ctx.machine(), unit), 7), " ", unit.description, "\n");
    }
    out +=
        cat("\nLOAD   = Reflects whether the unit definition was properly loaded.\n"
            "ACTIVE = The high-level unit activation state, i.e. generalization of SUB.\n"
            "SUB    = The low-level unit activation state, values depend on unit type.\n\n",
            shown, " loaded units listed.",
            all ? "" : " Pass --all to see loaded but inactive units, too.",
            "\nTo show all installed unit files use 'systemctl list-unit-files'.\n");
    ctx.out(out);
}

void list_unit_files(CommandContext& ctx) {
    std::string out = "UNIT FILE          STATE   \n";
    for (const auto& [name, unit] : ctx.machine().units)
        out +=
            cat(pad_right(name + ".service", 18), " ", pad_right(unit_file_state(unit), 8), "\n");
    ctx.out(cat(out, "\n", static_cast<int>(ctx.machine().units.size()), " unit files listed.\n"));
}

// ---- jobs ----

bool finished(const std::string& verb, const Unit& unit) {
    if (verb == "stop") return unit.state == UnitState::inactive || unit.state == UnitState::failed;
    return unit.state == UnitState::active || unit.state == UnitState::failed;
}

Step run_job(CommandContext& ctx, const std::string& verb, const std::vector<std::string>& names) {
    SystemctlMemory& memory = ctx.memory<SystemctlMemory>();
    if (!memory.asked) {
        memory.asked = true;
        for (const std::string& name : names) {
            const Unit* unit = ctx.machine().units.find(name);
            if (unit && unit->masked && verb != "stop") {
                ctx.err(cat("Failed to ", verb, " ", name, ".service: Unit is masked.\n"));
                return exited(1);
            }
            const bool known = verb == "stop"    ? stop_unit(ctx.world, ctx.machine_id, name)
                               : verb == "start" ? start_unit(ctx.world, ctx.machine_id, name)
                                                 : restart_unit(ctx.world, ctx.machine_id, name);
            if (known) continue;
            ctx.err(verb == "stop"
                        ? cat("Failed to stop ", name, ".service: Unit ", name,
                              ".service not loaded.\n")
                        : cat("Failed to ", verb, " ", name, ".service: Unit not found.\n"));
            return exited(not_loaded);
        }
        return sleep_until(ctx.now() + poll);
    }
    for (const std::string& name : names)
        if (!finished(verb, *ctx.machine().units.find(name))) return sleep_until(ctx.now() + poll);
    return exited(0);
}

int enable(CommandContext& ctx, const std::string& name, bool on) {
    const Unit* unit = ctx.machine().units.find(name);
    if (!unit) {
        ctx.err("Failed to execute operation: No such file or directory\n");
        return 1;
    }
    const std::string link = cat("/etc/systemd/system/multi-user.target.wants/", name, ".service");
    const std::string target = unit->fragment;
    if (unit->enabled != on)
        ctx.err(on ? cat("Created symlink from ", link, " to ", target, ".\n")
                   : cat("Removed symlink ", link, ".\n"));
    enable_unit(ctx.world, ctx.machine_id, name, on);
    return 0;
}

int mask(CommandContext& ctx, const std::string& name, bool on) {
    Unit* unit = ctx.machine().units.edit(name);
    if (!unit) {
        ctx.err("Failed to execute operation: No such file or directory\n");
        return 1;
    }
    const std::string link = cat("/etc/systemd/system/", name, ".service");
    if (unit->masked != on)
        ctx.err(on ? cat("Created symlink from ", link, " to /dev/null.\n")
                   : cat("Removed symlink ", link, ".\n"));
    unit->masked = on;
    return 0;
}

// Properties as `systemctl show` prints them; `wanted` names some, comma-separated.
int show_properties(CommandContext& ctx, const std::string& name, const std::string& wanted) {
    const Unit* unit = ctx.machine().units.find(name);
    const Unit none;
    const Unit& u = unit ? *unit : none;
    const bool lives = process_lives(ctx.machine(), u);
    const std::pair<const char*, std::string> all[] = {
        {"Type", "simple"},
        {"Restart", u.restart_always ? "always" : "no"},
        {"RestartUSec", cat(u.restart_delay / milliseconds(1), "ms")},
        {"MainPID", to_text(lives ? u.main_pid : 0)},
        {"ExecMainStatus", to_text(u.exit_code)},
        {"ExecStart", u.exec},
        {"Id", name + ".service"},
        {"Names", name + ".service"},
        {"Description", unit ? u.description : name + ".service"},
        {"LoadState", !unit      ? "not-found"
                      : u.masked ? "masked"
                                 : "loaded"},
        {"ActiveState", state_word(u)},
        {"SubState", sub_state(ctx.machine(), u)},
        {"FragmentPath", u.fragment},
        {"DropInPaths", join(u.drop_ins, " ")},
        {"UnitFileState", unit ? unit_file_state(u) : ""}};
    for (const auto& [property, value] : all)
        if (wanted.empty() || contains(cat(",", wanted, ","), cat(",", property, ",")))
            ctx.out(cat(property, "=", value, "\n"));
    return 0;
}

// The unit's file and its drop-ins, if the machine has them.
int print_files(CommandContext& ctx, const std::string& name) {
    const Unit* unit = ctx.machine().units.find(name);
    if (!unit) {
        ctx.err(cat("No files found for ", name, ".service.\n"));
        return 1;
    }
    std::vector<std::string> paths = unit->drop_ins;
    std::string out =
        cat("# ", unit->fragment, "\n[Unit]\nDescription=", unit->description,
            "\n\n[Service]\nExecStart=",
            unit->drop_ins.empty() ? unit->exec : unit->exec.substr(0, unit->exec.find(' ')), "\n",
            unit->restart_always
                ? cat("Restart=always\nRestartSec=", unit->restart_delay / seconds(1), "\n")
                : "",
            "\n[Install]\nWantedBy=multi-user.target\n");
    for (const std::string& path : paths) {
        std::string text, error;
        if (ctx.read_file(path, text, error)) out += cat("\n# ", path, "\n", text);
    }
    ctx.out(out);
    return 0;
}

int ask(CommandContext& ctx, const std::string& verb, const std::string& name, bool quiet) {
    const Unit* unit = ctx.machine().units.find(name);
    if (verb == "is-enabled") {
        if (!unit) {
            ctx.err(cat("Failed to get unit file state for ", name,
                        ".service: No such file or directory\n"));
            return 1;
        }
        if (!quiet) ctx.out(cat(unit_file_state(*unit), "\n"));
        return unit->enabled && !unit->masked ? 0 : 1;
    }
    const std::string word = unit ? state_word(*unit) : "unknown";
    if (!quiet) ctx.out(word + "\n");
    if (verb == "is-failed") return word == "failed" ? 0 : 1;
    return word == "active" ? 0 : not_running;
}

Step run_systemctl(CommandContext& ctx) {
    Options options(ctx, "laqn:t:S:p:",
                    {{"full", 'l'},
                     {"all", 'a'},
                     {"no-pager", 'P'},
                     {"now", 'w'},
                     {"lines", 'n'},
                     {"property", 'p'},
                     {"type", 't'},
                     {"state", 'S'},
                     {"failed", 'F'},
                     {"quiet", 'q'},
                     {"no-legend", 'P'}});
    if (!options.ok()) return exited(1);
    std::vector<std::string> words = options.rest();
    const std::string verb = words.empty() ? "list-units" : words[0];
    std::vector<std::string> names;
    for (std::size_t i = 1; i < words.size(); ++i) names.push_back(unit_name(words[i]));
    if (verb == "list-units") {
        list_units(ctx, options.has('a'), options.has('F') ? "failed" : options.value('S'));
        return exited(0);
    }
    if (verb == "list-unit-files") return list_unit_files(ctx), exited(0);
    if (verb == "daemon-reload") return exited(0);
    if (verb == "reboot" || verb == "poweroff" || verb == "halt") {
        ask_for_shutdown(ctx.world, ctx.machine_id, verb == "reboot");
        return exited(0);
    }
    const bool known = verb == "start" || verb == "stop" || verb == "restart" || verb == "status" ||
                       verb == "enable" || verb == "disable" || verb == "cat" || verb == "mask" ||
                       verb == "unmask" || verb == "show" || verb.rfind("is-", 0) == 0;
    if (!known) {
        ctx.err(cat("Unknown operation '", verb, "'.\n"));
        return exited(1);
    }
    if (names.empty()) {
        ctx.err("Too few arguments.\n");
        return exited(1);
    }
    if (verb == "start" || verb == "stop" || verb == "restart") return run_job(ctx, verb, names);
    const bool asked = ctx.memory<SystemctlMemory>().asked;  // enable --now waits for its job
    int code = 0;
    if (asked) return run_job(ctx, verb == "enable" ? "start" : "stop", names);
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (verb == "status" && i > 0) ctx.out("\n");
        if (verb == "status")
            code = show_status(ctx, names[i], options.has('l'));
        else if (verb == "enable" || verb == "disable")
            code = enable(ctx, names[i], verb == "enable");
        else if (verb == "cat")
            code = print_files(ctx, names[i]);
        else if (verb == "mask" || verb == "unmask")
            code = mask(ctx, names[i], verb == "mask");
        else if (verb == "show")
            code = show_properties(ctx, names[i], join(options.values('p'), ","));
        else
            code = ask(ctx, verb, names[i], options.has('q'));
    }
    if (options.has('w') && code == 0 && (verb == "enable" || verb == "disable"))
        return run_job(ctx, verb == "enable" ? "start" : "stop", names);
    return exited(code);
}

std::vector<std::string> complete(const World& world, MachineId machine,
                                  const std::vector<std::string>& words) {
    if (words.size() == 2)
        return {"daemon-reload", "disable",         "enable",     "is-active", "is-enabled",
                "is-failed",     "list-unit-files", "list-units", "reboot",    "restart",
                "start",         "status",          "stop"};
    std::vector<std::string> names;
    for (const auto& [name, unit] : world.machines.find(machine)->units) names.push_back(name);
    return names;
}

}  // namespace

extern const Command systemctl = {
    .name = "systemctl",
    .usage = "systemctl [OPTIONS...] COMMAND [UNIT...]",
    .summary = "Query or send control commands to the systemd manager.",
    .help = "start, stop, restart, status, enable, disable, is-active, is-enabled, list-units\n",
    .run = run_systemctl,
    .complete = complete};

}  // namespace podfall
