// Shared by docker's sub-commands. Models docker/cli 19.03 against the daemon of
// core/machine/docker/docker.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"
#include "core/machine/docker/docker.h"
#include "core/terminal/command.h"

namespace podfall::docker_cli {

// A flag of a sub-command: "--tail 5", "-f".
struct Flag {
    const char* name;
    char letter = 0;  // 0 for none
    bool takes_value = false;
};

// The words after the sub-command's name, parsed as pflag does.
struct Arguments {
    std::string verb;                                        // "stop"
    std::vector<std::pair<std::string, std::string>> flags;  // by long name
    std::vector<std::string> names;                          // operands
    std::string error;  // pflag's error, empty if there is none

    bool has(std::string_view flag) const;
    std::string value(std::string_view flag) const;  // the last one given
    std::vector<std::string> values(std::string_view flag) const;
};

// The state of a waiting sub-command between turns.
struct Memory {
    bool asked = false;
    std::vector<std::string> ids;  // the containers of the operands, "" for one that failed
    std::vector<Time> deadlines;
    std::size_t next = 0;  // the operand that is waited for
    int status = 0;
    std::uint64_t line = 0;  // the next line of a followed log
};

template <class V>
void fields(V& v, Memory& m) {
    v("asked", m.asked), v("ids", m.ids), v("deadlines", m.deadlines), v("next", m.next);
    v("status", m.status), v("line", m.line);
}

struct Subcommand {
    const char* name;
    const char* usage;  // after "docker "
    const char* summary;
    Step (*run)(CommandContext&, const Arguments&);
    std::vector<Flag> flags = {};
    std::size_t least = 0;  // operands
    std::size_t most = 99;
    bool literal = false;  // the words after the first operand are not parsed
};

// The sub-commands by file.
std::vector<Subcommand> listing_commands();    // ps, images
std::vector<Subcommand> container_commands();  // stop, kill, start, restart, rm, pause, unpause
std::vector<Subcommand> log_commands();        // logs, top
std::vector<Subcommand> inspect_commands();    // inspect
std::vector<Subcommand> run_commands();        // run, exec
std::vector<Subcommand> image_commands();      // pull, rmi, tag
std::vector<Subcommand> system_commands();     // info, version

// Prints the progress of a pull. While it has not ended, `step` is set to the step that waits.
enum class PullOutput : std::uint8_t { nothing, out, error };
bool pull_image(CommandContext& ctx, Memory& memory, const std::string& image, PullOutput output,
                std::string& problem, Step& step);

// "busy_hopper": a name that no container of the machine has yet.
std::string free_name(World& world, const Machine& machine);

// A container's command as its author wrote it: the program and its arguments.
struct EntryPoint {
    std::string path;
    std::vector<std::string> args;
    std::string text() const;  // as `docker ps --no-trunc` shows it, without the quotes
};
EntryPoint entry_point(const DockerContainer& container);

// The image of a container as docker lists it: "nginx", "k8s.gcr.io/pause:3.2", "bfe3a36ebd25".
std::string listed_image(const DockerContainer& container);

const char* state_word(DockerState state);  // "running"
std::string short_id(std::string_view id);  // 12 digits, without "sha256:"
std::string ellipsis(std::string_view text, std::size_t length);

// "2022-08-15T05:00:00.123456000Z"
std::string docker_time(Time t);

// One line of a listing with `--format`: a Go template applied to `row`. False after printing an
// error.
bool print_formatted(CommandContext& ctx, std::string_view format, const std::vector<Json>& rows,
                     const std::vector<std::pair<std::string, std::string>>& headings, int& status);

// A table as docker's tabwriter formats it: cells at least 20 columns wide, 3 spaces between.
std::string table(const std::vector<std::vector<std::string>>& rows);

// Executes a Go template with docker's functions (`json`, `join`, `lower`, `upper` of fields).
bool run_docker_template(std::string_view text, const Json& data, std::string& out,
                         std::string& error);

}  // namespace podfall::docker_cli
