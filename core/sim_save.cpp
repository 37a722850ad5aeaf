// A saved session: the options of its cluster and everything that was typed. Playing it again gives
// the same world, so a link, a bug report and a saved session are the same thing.
//
// Format: {"podfall": 2, "seed", "release", "workers", "masters" (1 when it is not there), "age",
// "restarts", "now", "zone": microseconds or counts, "machines" (a ProfileId; 0 when it is not
// there), "files": [[machine, path, content], ...], "end": how far it was lived, "inputs": [[at,
// "line", terminal, text], [at, "resize", terminal, columns, rows], ...]}: each input with the
// fields of its struct. In version 1, which still opens, it was [at, kind, terminal, machine,
// text].
#include <iterator>
#include <variant>

#include <nlohmann/json.hpp>

#include "core/api/format/json.h"
#include "core/base/text.h"
#include "core/sim.h"

namespace podfall {

namespace {

constexpr int format_version = 2;
constexpr std::size_t largest_session = 4 << 20;  // bytes; an hour of typing is a few kilobytes
constexpr int most_workers = 50;

// In the order of Input's alternatives.
constexpr const char* input_names[] = {"line",   "keys", "interrupt", "end",
                                       "resize", "file", "open"};
static_assert(std::size(input_names) == std::variant_size_v<decltype(Input::what)>);

// Appends each field to a list.
struct FieldWriter {
    Json& list;
    template <class T>
    void operator()(const char*, const T& field) {
        list.push_back(field);
    }
};

// Takes each field from a list.
struct FieldReader {
    const Json& list;
    std::size_t next;
    bool good = true;

    void operator()(const char*, std::int32_t& field) {
        const Json* j = take();
        good = good && j->is_number_integer();
        if (good) field = j->get<std::int32_t>();
    }
    void operator()(const char*, std::string& field) {
        const Json* j = take();
        good = good && j->is_string();
        if (good) field = j->get<std::string>();
    }

private:
    const Json* take() {
        good = good && next < list.size();
        return good ? &list[next++] : nullptr;
    }
};

Json input_json(Input input) {
    Json list = Json::array({input.at, input_names[input.what.index()]});
    FieldWriter writer{list};
    std::visit([&](auto& what) { fields(writer, what); }, input.what);
    return list;
}

// Makes the alternative of that name; false when there is none.
template <std::size_t i = 0>
bool make_input(std::string_view name, Input& input) {
    if constexpr (i == std::size(input_names)) {
        return false;
    } else {
        if (name != input_names[i]) return make_input<i + 1>(name, input);
        input.what.emplace<i>();
        return true;
    }
}

bool read_input(const Json& j, Input& input) {
    if (!j.is_array() || j.size() < 2 || !j[0].is_number_integer() || !j[1].is_string())
        return false;
    input.at = j[0].get<Time>();
    if (!make_input(j[1].get<std::string>(), input)) return false;
    FieldReader reader{j, 2};
    std::visit([&](auto& what) { fields(reader, what); }, input.what);
    return reader.good && reader.next == j.size();
}

// ---- version 1: [at, kind, terminal, machine, text] ----

bool read_old_size(const std::string& text, ResizeInput& input) {
    const std::vector<std::string> size = split_words(text);
    std::int64_t columns = 0, rows = 0;
    if (size.size() != 2 || !parse_int(size[0], columns) || !parse_int(size[1], rows)) return false;
    input.columns = static_cast<int>(columns);
    input.rows = static_cast<int>(rows);
    return true;
}

bool read_old_input(const Json& j, Input& input) {
    if (!j.is_array() || j.size() != 5 || !j[4].is_string()) return false;
    for (std::size_t i = 0; i < 4; ++i)
        if (!j[i].is_number_integer()) return false;
    input.at = j[0].get<Time>();
    const auto terminal = j[2].get<TerminalId>();
    const auto machine = j[3].get<MachineId>();
    const auto text = j[4].get<std::string>();
    const std::size_t end = text.find('\n');
    ResizeInput size{terminal};
    switch (j[1].get<int>()) {
        case 0:
            return input.what = LineInput{terminal, text}, true;
        case 1:
            return input.what = KeysInput{terminal, text}, true;
        case 2:
            return input.what = InterruptInput{terminal}, true;
        case 3:
            return input.what = EndInput{terminal}, true;
        case 4:
            if (!read_old_size(text, size)) return false;
            return input.what = size, true;
        case 5:
            if (end == std::string::npos) return false;
            return input.what = FileInput{machine, text.substr(0, end), text.substr(end + 1)}, true;
        case 6:
            return input.what = OpenInput{machine}, true;
    }
    return false;
}

bool read_number(const Json& j, const char* name, std::int64_t low, std::int64_t high,
                 std::int64_t& out) {
    const auto it = j.find(name);
    if (it == j.end() || !it->is_number_integer()) return false;
    out = it->get<std::int64_t>();
    return out >= low && out <= high;
}

bool read_files(const Json& j, std::vector<InstalledFile>& files) {
    const auto list = j.find("files");
    if (list == j.end()) return true;
    if (!list->is_array()) return false;
    for (const Json& f : *list) {
        if (!f.is_array() || f.size() != 3) return false;
        for (const Json& text : f)
            if (!text.is_string()) return false;
        files.push_back(
            {f[0].get<std::string>(), f[1].get<std::string>(), f[2].get<std::string>()});
        const std::string& path = files.back().path;
        if (path.size() < 2 || path.front() != '/' || path.back() == '/') return false;
    }
    return true;
}

bool read_options(const Json& j, SimOptions& options, std::string& error) {
    std::int64_t seed, release, workers, age, restarts, now, zone, masters = 1, machines = 0;
    const struct {
        const char* name;
        std::int64_t low, high;
        std::int64_t* out;
    } numbers[] = {
        {"seed", 0, INT64_MAX, &seed},          {"release", 0, 1, &release},
        {"workers", 1, most_workers, &workers}, {"age", 0, days(3650), &age},
        {"restarts", 0, 10, &restarts},         {"now", 0, days(365 * 200), &now},
        {"zone", -days(1), days(1), &zone},
    };
    for (const auto& n : numbers) {
        if (read_number(j, n.name, n.low, n.high, *n.out)) continue;
        error = cat("\"", n.name, "\" is not a whole number from ", n.low, " to ", n.high);
        return false;
    }
    if (j.contains("masters") && (!read_number(j, "masters", 1, 3, masters) || masters == 2))
        return error = "\"masters\" is neither 1 nor 3", false;
    if (j.contains("machines") && !read_number(j, "machines", 0, 1, machines))
        return error = "\"machines\" is not a kind of machines", false;
    options = {.seed = static_cast<std::uint64_t>(seed),
               .release = static_cast<Release>(release),
               .workers = static_cast<int>(workers),
               .masters = static_cast<int>(masters),
               .cluster_age = age,
               .restarts = static_cast<int>(restarts),
               .now = now,
               .utc_offset = zone,
               .machines = static_cast<ProfileId>(machines)};
    if (!read_files(j, options.files)) return error = "\"files\" is not a list of files", false;
    return true;
}

}  // namespace

std::string Sim::save() const {
    Json inputs = Json::array();
    for (const Input& input : timeline_.inputs()) inputs.push_back(input_json(input));
    Json saved = {{"podfall", format_version},
                  {"seed", static_cast<std::int64_t>(options_.seed)},
                  {"release", static_cast<int>(options_.release)},
                  {"workers", options_.workers},
                  {"age", options_.cluster_age},
                  {"restarts", options_.restarts},
                  {"now", options_.now},
                  {"zone", options_.utc_offset},
                  {"end", timeline_.end()},
                  {"inputs", std::move(inputs)}};
    if (options_.masters != 1) saved["masters"] = options_.masters;
    if (options_.machines != ProfileId::lab)
        saved["machines"] = static_cast<int>(options_.machines);
    for (const InstalledFile& f : options_.files)
        saved["files"].push_back(Json::array({f.machine, f.path, f.content}));
    return saved.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Sim> Sim::open_saved(std::string_view text, std::string& error) {
    if (text.size() > largest_session) return error = "the session is too large", std::nullopt;
    const Json j = Json::parse(text, nullptr, false);
    std::int64_t version = 0, end = 0;
    SimOptions options;
    if (!j.is_object() || !read_number(j, "podfall", 1, format_version, version))
        return error = "this is not a saved Podfall session", std::nullopt;
    if (!read_options(j, options, error)) return std::nullopt;

    Sim sim(options, bootstrap(options));
    const Time begin = sim.now();
    // A session longer than a week of virtual time was not made by a user.
    if (!read_number(j, "end", begin, begin + days(7), end))
        return error = "\"end\" is not a moment of the session", std::nullopt;
    const auto inputs = j.find("inputs");
    if (inputs == j.end() || !inputs->is_array())
        return error = "\"inputs\" is not a list", std::nullopt;

    Time at = begin;
    for (std::size_t i = 0; i < inputs->size(); ++i) {
        Input input;
        const Json& saved = (*inputs)[i];
        const bool read = version == 1 ? read_old_input(saved, input) : read_input(saved, input);
        if (!read || input.at < at || input.at > end)
            return error = cat("inputs[", i, "] is not an input of this session"), std::nullopt;
        at = input.at;
        sim.timeline_.advance(at);
        sim.timeline_.enter(std::move(input));
    }
    sim.timeline_.advance(end);
    return sim;
}

bool Sim::load(std::string_view text, std::string& error) {
    std::optional<Sim> saved = open_saved(text, error);
    if (saved) *this = std::move(*saved);
    return saved.has_value();
}

}  // namespace podfall
