// The container's end of a real client's exec and attach. Simplified: without a terminal, standard
// input reaches the program when the client has finished it, and attach only passes output.
#include <algorithm>
#include <optional>

#include "core/apiserver/rest/route.h"
#include "core/base/text.h"
#include "core/runtime/process.h"
#include "core/terminal/container_client.h"
#include "core/world/journal.h"
#include "shell/cli/terminal_seat_native.h"
#include "shell/serve/pod_stream.h"

namespace podfall {

namespace {

constexpr int cannot_execute = 126;

// The "Width":120 of a resize message; 0 if missing.
int number_after(const std::string& json, std::string_view key) {
    const std::size_t at = json.rfind(key);
    std::int64_t n = 0;
    if (at == std::string::npos) return 0;
    const std::size_t begin = json.find_first_of("0123456789", at),
                      end = json.find_first_not_of("0123456789", begin);
    return begin != std::string::npos && parse_int(json.substr(begin, end - begin), n) && n < 10000
               ? static_cast<int>(n)
               : 0;
}

std::string status_json(int exit_code) {
    if (exit_code == 0) return "{\"metadata\":{},\"status\":\"Success\"}";
    return cat(
        "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with non-zero "
        "exit code: Error executing in Docker Container: ",
        exit_code,
        "\",\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\","
        "\"message\":\"",
        exit_code, "\"}]}}");
}

class ContainerStreams : public PodStreamUser, public LiveCluster::Observer {
public:
    ContainerStreams(LiveCluster& cluster, const PodStream& stream)
        : cluster_(cluster), stream_(stream) {
        client_.machine = stream.machine;
        client_.container = stream.container;
        tty_ = wants("tty");
        cluster_.add(*this);
    }
    ~ContainerStreams() override {
        cluster_.remove(*this);
        leave(*cluster_.take());
    }

    Turn take_turn(Sim& sim, SpdySession& spdy) override {
        if (!connection_lives(sim.world(), stream_.line)) return Turn::lost;
        if (!began_ && !(all_open(spdy) && begin(sim, spdy))) return Turn::on;
        type(sim, spdy);
        observe(sim);
        // Nothing passes a cut network; the client waits.
        if (!connection_carries(sim.world(), stream_.request.caller.machine, stream_.line))
            return Turn::on;
        spdy.send(id_of(spdy, "stdout"), out_);
        spdy.send(id_of(spdy, "stderr"), err_);
        out_.clear();
        err_.clear();
        if (!status_) return Turn::on;
        spdy.send(id_of(spdy, "error"), status_json(*status_));
        for (auto& [id, s] : spdy.streams()) spdy.end(id);
        return Turn::over;
    }

    void observe(Sim& sim) override {
        if (!began_ || status_) return;
        if (seat_) out_ += seat_->look(sim);
        if (stream_.is("attach")) return listen(sim.world());
        const ProgramNews news = news_of_program(sim.served_world(), client_);
        out_ += news.out;
        err_ += news.err;
        if (!news.over) return;
        collect_program(sim.served_world(), client_, news.status);
        status_ = news.status;
    }

private:
    bool wants(const char* stream) const { return query_flag(stream_.request, stream); }

    // The stream of a kind; 0 if there is none.
    static SpdySession::Id id_of(SpdySession& spdy, std::string_view kind) {
        for (const auto& [id, s] : spdy.streams())
            if (const auto it = s.headers.find("streamtype");
                it != s.headers.end() && it->second == kind)
                return id;
        return 0;
    }

    bool all_open(SpdySession& spdy) const {
        const auto missing = [&](const char* kind, bool wanted) {
            return wanted && id_of(spdy, kind) == 0;
        };
        return !missing("error", true) && !missing("stdin", wants("stdin")) &&
               !missing("stdout", wants("stdout")) &&
               !missing("stderr", wants("stderr") && !tty_) && !missing("resize", tty_);
    }

    // False while it cannot start yet.
    bool begin(Sim& sim, SpdySession& spdy) {
        const bool attach = stream_.is("attach"), in = wants("stdin");
        SpdySession::Stream* input = in ? &spdy.streams()[id_of(spdy, "stdin")] : nullptr;
        if (in && !tty_ && !attach && !input->ended) return false;
        began_ = true;
        if (attach) return begin_attach(sim), true;
        std::vector<std::string> command;
        for (const auto& [name, value] : stream_.request.query)
            if (name == "command") command.push_back(value);
        Text text;
        if (in && !tty_) text = std::make_shared<const std::string>(input->received);
        const TerminalId terminal = tty_ ? open_terminal(sim) : 0;
        std::string problem = "No exec command specified";
        if (!command.empty() && start_program(sim.served_world(), client_, std::move(command),
                                              terminal, text, problem)) {
            if (tty_) sit_down(sim, terminal);
            return true;
        }
        out_ += problem + (tty_ ? "\r\n" : "\n");
        status_ = cannot_execute;
        if (tty_) sim.served_world().terminals.erase(terminal);
        return true;
    }

    void begin_attach(Sim& sim) {
        const Machine& there = *sim.world().machines.find(client_.machine);
        const DockerContainer* c = there.containers.find(client_.container);
        if (!c) return;
        client_.pid = c->pid;
        client_.line = last_lines(*c, 0);
        const Process* first = there.processes.find(c->pid);
        if (!tty_ || !c->tty || !c->open_stdin || !first || first->args.empty()) return;
        sit_down(sim, open_terminal(sim));
        wake(sim.served_world(), client_.machine, "bash", "run");
    }

    TerminalId open_terminal(Sim& sim) {
        World& world = sim.served_world();
        Terminal t;
        t.machine = stream_.request.caller.machine;
        world.terminals.set(world.next_terminal, std::move(t));
        return world.next_terminal++;
    }

    // The program reads the terminal.
    void sit_down(Sim& sim, TerminalId terminal) {
        Terminal& t = *sim.served_world().terminals.edit(terminal);
        t.shell = client_.pid;
        t.remote = client_.machine;
        client_.terminal = terminal;
        client_.attached = true;
        seat_.emplace(terminal);
    }

    void type(Sim& sim, SpdySession& spdy) {
        if (!seat_) return;
        std::string& size = spdy.streams()[id_of(spdy, "resize")].received;
        if (!size.empty())
            seat_->fit(sim, number_after(size, "\"Width\""), number_after(size, "\"Height\""));
        size.clear();
        std::string& keys = spdy.streams()[id_of(spdy, "stdin")].received;
        if (!keys.empty()) out_ += seat_->take(sim, keys);
        keys.clear();
    }

    // An attached container: passes its log on until it ends.
    void listen(const World& world) {
        const DockerContainer* c =
            world.machines.find(client_.machine)->containers.find(client_.container);
        if (c && !client_.attached) out_ += log_lines(*c, client_.line);
        if (!c || c->pid == 0 || c->pid != client_.pid) status_ = 0;
    }

    void leave(Sim& sim) {
        if (client_.attached) sim.served_world().terminals.erase(client_.terminal);
    }

    LiveCluster& cluster_;
    const PodStream stream_;
    ContainerClient client_;
    std::optional<TerminalSeat> seat_;
    std::optional<int> status_;  // set when everything is finished
    std::string out_, err_;      // not sent yet
    bool tty_ = false, began_ = false;
};

}  // namespace

std::unique_ptr<PodStreamUser> use_container(LiveCluster& cluster, const PodStream& stream) {
    return std::make_unique<ContainerStreams>(cluster, stream);
}

}  // namespace podfall
