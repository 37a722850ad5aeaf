// A machine with a terminal and nothing else: enough for bash and coreutils.
#pragma once

#include <string>
#include <string_view>

#include "core/runtime/runtime.h"
#include "core/terminal/bash/session.h"
#include "core/world/world.h"

namespace podfall {

struct BashFixture {
    World world;

    explicit BashFixture(std::string_view host = "m-k8s") {
        world.now = from_civil(2022, 8, 15, 5, 0, 0);
        world.utc_offset = hours(9);
        world.random.state = 7;
        Machine machine;
        machine.name = host;
        machine.ip = "192.168.1.10";
        machine.powered = true;
        machine.next_pid = 1000;
        machine.booted = world.now - days(3);
        machine.memory_bytes = std::int64_t{3} << 30;
        machine.files.set("/root", {.folder = true, .mode = "rwxr-xr-x"});
        world.machines.set(0, machine);
        apply(world, {.what = OpenInput{0}});
        advance(world, world.now + milliseconds(1));
    }

    const Session& session() const { return *find_session(world, 1); }
    bool idle() const { return world.terminals.find(1)->at_prompt; }
    void type(std::string_view line) { apply(world, {.what = LineInput{1, std::string(line)}}); }
    void keys(std::string_view keys) { apply(world, {.what = KeysInput{1, std::string(keys)}}); }
    void interrupt() { apply(world, {.what = InterruptInput{1}}); }
    void end_of_file() { apply(world, {.what = EndInput{1}}); }
    void pass(Duration d) { advance(world, world.now + d); }

    void write(const std::string& path, std::string_view text) {
        world.machines.edit(0)->files.set(
            path, {.content = std::make_shared<const std::string>(text), .modified = world.now});
    }
    std::string file(const std::string& path) const {
        const File* f = world.machines.find(0)->files.find(path);
        return f && f->content ? *f->content : "(none)";
    }

    // Types lines and waits until the shell is at its prompt again.
    void run(std::string_view line) {
        type(line);
        for (int i = 0; i < 2000 && !idle(); ++i) pass(milliseconds(50));
    }
    // Stdout of one line; stderr is in `errors`, the exit status in `status`.
    std::string errors;
    int status = 0;
    std::string out(std::string_view line) {
        run(line);
        std::string text;
        errors.clear();
        reported_output(world, 1, text, errors);
        status = session().report.exit_code;
        return text;
    }
    std::string err(std::string_view line) {
        out(line);
        return errors;
    }
    // Everything on the screen.
    std::string screen() const { return output_since(*world.terminals.find(1), 0); }
};

}  // namespace podfall
