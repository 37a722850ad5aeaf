// Writes and reads a lesson's first screen as data.
#include "shell/lesson/still.h"

#include "core/base/text.h"

namespace podfall {

namespace {

// Counts are checked before memory is allocated for them.
constexpr std::int64_t most_entries = 10000;

class Writer {
public:
    void operator()(const std::string& text) {
        for (const char c : text) {
            if (c == '\n' || c == '\\') out_ += '\\';
            out_ += c == '\n' ? 'n' : c;
        }
        out_ += '\n';
    }
    void number(std::int64_t n) { out_ += cat(n, "\n"); }

    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    void operator()(std::string& out) {
        out.clear();
        for (; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
            const bool escaped = text_[at_] == '\\' && at_ + 1 < text_.size();
            if (escaped) ++at_;
            out += escaped && text_[at_] == 'n' ? '\n' : text_[at_];
        }
        good_ = good_ && at_ < text_.size();
        ++at_;
    }
    std::int64_t number() {
        std::string digits;
        (*this)(digits);
        std::int64_t n = 0;
        good_ = parse_int(digits, n) && good_;
        return n;
    }
    std::size_t count() {
        const std::int64_t n = number();
        good_ = good_ && n >= 0 && n <= most_entries;
        return good_ ? static_cast<std::size_t>(n) : 0;
    }
    bool at_end() const { return good_ && at_ == text_.size(); }

private:
    std::string_view text_;
    std::size_t at_ = 0;
    bool good_ = true;
};

template <class T>
void whole(Reader& r, T& n) {
    n = static_cast<T>(r.number());
}
template <class T>
void whole(Writer& w, const T& n) {
    w.number(static_cast<std::int64_t>(n));
}

template <class T>
void each(Writer& w, const std::vector<T>& list) {
    w.number(static_cast<std::int64_t>(list.size()));
    for (const T& entry : list) fields(w, entry);
}
template <class T>
void each(Reader& r, std::vector<T>& list) {
    list.resize(r.count());
    for (T& entry : list) fields(r, entry);
}

// The field list of a still; V is Writer or Reader.
template <class V, class P>
void pod_fields(V& v, P& p) {
    v(p.uid), v(p.name), v(p.namespace_), v(p.node), v(p.ip), v(p.image), v(p.owner), v(p.status);
    whole(v, p.look), whole(v, p.restarts), whole(v, p.ready), whole(v, p.containers);
    whole(v, p.created), whole(v, p.system);
}
template <class V, class P>
void part_fields(V& v, P& p) {
    v(p.name), whole(v, p.state), whole(v, p.role);
}
template <class V, class M>
void machine_fields(V& v, M& m) {
    whole(v, m.id), v(m.name), v(m.ip);
    whole(v, m.control_plane), whole(v, m.powered), whole(v, m.cordoned), whole(v, m.node);
    each(v, m.units), each(v, m.parts), each(v, m.pods);
}
template <class V, class W>
void workload_fields(V& v, W& w) {
    v(w.uid), v(w.kind), v(w.name), v(w.namespace_);
    whole(v, w.ready), whole(v, w.desired), whole(v, w.depth), whole(v, w.terminating);
}
template <class V, class T>
void terminal_fields(V& v, T& t) {
    whole(v, t.machine), whole(v, t.shell), whole(v, t.columns), whole(v, t.rows);
    whole(v, t.at_prompt), v(t.prompt);
}

void fields(Writer& v, const PodView& p) {
    pod_fields(v, p);
}
void fields(Reader& v, PodView& p) {
    pod_fields(v, p);
}
void fields(Writer& v, const PartView& p) {
    part_fields(v, p);
}
void fields(Reader& v, PartView& p) {
    part_fields(v, p);
}
void fields(Writer& v, const MachineView& m) {
    machine_fields(v, m);
}
void fields(Reader& v, MachineView& m) {
    machine_fields(v, m);
}
void fields(Writer& v, const WorkloadView& w) {
    workload_fields(v, w);
}
void fields(Reader& v, WorkloadView& w) {
    workload_fields(v, w);
}

template <class V, class World_, class View>
void clock_and_view(V& v, World_& world, View& view) {
    whole(v, world.now), whole(v, world.release), whole(v, world.utc_offset);
    each(v, view.machines), each(v, view.unscheduled), each(v, view.workloads);
    whole(v, view.fingerprint);
}

void read_terminals(Reader& r, World& world) {
    for (std::size_t n = r.count(); n > 0; --n) {
        const auto id = static_cast<TerminalId>(r.number());
        Terminal t;
        terminal_fields(r, t);
        std::string output;
        r(output);
        print(t, output);
        world.terminals.set(id, std::move(t));
    }
}

}  // namespace

std::string write_still(const Sim& sim) {
    const World& world = sim.world();
    Writer w;
    w.number(sim.now() - sim.timeline().begin());
    const ClusterView view = view_cluster(world);
    clock_and_view(w, world, view);
    w.number(static_cast<std::int64_t>(world.terminals.size()));
    for (const auto& [id, terminal] : world.terminals) {
        w.number(id);
        terminal_fields(w, terminal);
        w(output_since(terminal, 0));
    }
    return w.take();
}

bool read_still(std::string_view text, Still& out) {
    Reader r(text);
    out.age = r.number();
    clock_and_view(r, out.world, out.view);
    for (const MachineView& m : out.view.machines) {
        Machine machine;
        machine.name = m.name;
        machine.ip = m.ip;
        machine.control_plane = m.control_plane;
        machine.powered = m.powered;
        out.world.machines.set(m.id, std::move(machine));
    }
    read_terminals(r, out.world);
    out.world.now -= out.age;
    return r.at_end();
}

}  // namespace podfall
