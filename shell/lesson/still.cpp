// Writing and reading of stills: a value a line, by the field lists of what they hold.
#include "shell/lesson/still.h"

#include <type_traits>

#include "core/base/text.h"

namespace podfall {

namespace {

// Counts are checked before memory is allocated for them.
constexpr std::int64_t most_entries = 10000;

class Writer {
public:
    template <class T>
    void operator()(const char*, T& value) {
        put(value);
    }
    std::string take() { return std::move(out_); }

private:
    void put(std::string& text) {
        for (const char c : text) {
            if (c == '\n' || c == '\\') out_ += '\\';
            out_ += c == '\n' ? 'n' : c;
        }
        out_ += '\n';
    }
    template <class T>
    void put(T& value) {
        if constexpr (std::is_class_v<T>)
            fields(*this, value);
        else
            out_ += cat(static_cast<std::int64_t>(value), "\n");
    }
    template <class T>
    void put(std::vector<T>& list) {
        count(list.size());
        for (T& entry : list) put(entry);
    }
    void count(std::size_t n) { out_ += cat(n, "\n"); }
    template <class K, class T>
    void put(Table<K, T>& table) {
        count(table.size());
        for (auto [key, value] : table) put(key), put(value);
    }

    std::string out_;
};

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    template <class T>
    void operator()(const char*, T& value) {
        get(value);
    }
    bool at_end() const { return good_ && at_ == text_.size(); }

private:
    void get(std::string& out) {
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
        get(digits);
        std::int64_t n = 0;
        good_ = parse_int(digits, n) && good_;
        return n;
    }
    std::size_t count() {
        const std::int64_t n = number();
        good_ = good_ && n >= 0 && n <= most_entries;
        return good_ ? static_cast<std::size_t>(n) : 0;
    }
    template <class T>
    void get(T& value) {
        if constexpr (std::is_class_v<T>)
            fields(*this, value);
        else
            value = static_cast<T>(number());
    }
    template <class T>
    void get(std::vector<T>& list) {
        list.resize(count());
        for (T& entry : list) get(entry);
    }
    template <class K, class T>
    void get(Table<K, T>& table) {
        for (std::size_t n = count(); n > 0; --n) {
            K key{};
            T value{};
            get(key), get(value);
            table.set(std::move(key), std::move(value));
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
    bool good_ = true;
};

}  // namespace

std::string write_still(const Sim& sim) {
    const World& world = sim.world();
    Still still;
    still.age = sim.now() - sim.timeline().begin();
    still.world.now = sim.now();
    still.world.release = world.release;
    still.world.utc_offset = world.utc_offset;
    still.world.terminals = world.terminals;
    still.view = view_cluster(world);
    Writer w;
    fields(w, still);
    return w.take();
}

bool read_still(std::string_view text, Still& out) {
    Reader r(text);
    fields(r, out);
    for (const MachineView& m : out.view.machines) {
        Machine machine;
        machine.name = m.name;
        machine.ip = m.ip;
        machine.control_plane = m.control_plane;
        machine.powered = m.powered;
        out.world.machines.set(m.id, std::move(machine));
    }
    out.world.now -= out.age;
    return r.at_end();
}

}  // namespace podfall
