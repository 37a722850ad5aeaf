// A saved session: the options of its cluster and everything that was typed. Playing it again gives
// the same world, so a link, a bug report and a saved session are the same thing.
//
// Format: {"podfall": 1, "seed", "release", "workers", "masters" (default 1), "age", "restarts",
// "now", "zone": microseconds or counts, "end": the end of history, "inputs": [[at, kind, terminal,
// machine, text], ...]}.
#include <nlohmann/json.hpp>

#include "core/api/format/json.h"
#include "core/base/text.h"
#include "core/sim.h"

namespace podfall {

namespace {

constexpr int format_version = 1;
constexpr std::size_t largest_session = 4 << 20;  // bytes; an hour of typing is a few kilobytes
constexpr int most_workers = 50;

Json input_json(const Input& input) {
    return Json::array(
        {input.at, static_cast<int>(input.kind), input.terminal, input.machine, input.text});
}

bool read_input(const Json& j, Time earliest, Input& input) {
    if (!j.is_array() || j.size() != 5 || !j[4].is_string()) return false;
    for (std::size_t i = 0; i < 4; ++i)
        if (!j[i].is_number_integer()) return false;
    const int kind = j[1].get<int>();
    if (kind < 0 || kind > static_cast<int>(InputKind::open)) return false;
    input = {.at = j[0].get<Time>(),
             .kind = static_cast<InputKind>(kind),
             .terminal = j[2].get<TerminalId>(),
             .machine = j[3].get<MachineId>(),
             .text = j[4].get<std::string>()};
    return input.at >= earliest;
}

bool read_number(const Json& j, const char* name, std::int64_t low, std::int64_t high,
                 std::int64_t& out) {
    const auto it = j.find(name);
    if (it == j.end() || !it->is_number_integer()) return false;
    out = it->get<std::int64_t>();
    return out >= low && out <= high;
}

bool read_options(const Json& j, SimOptions& options, std::string& error) {
    std::int64_t seed, release, workers, age, restarts, now, zone, masters = 1;
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
    options = {.seed = static_cast<std::uint64_t>(seed),
               .release = static_cast<Release>(release),
               .workers = static_cast<int>(workers),
               .masters = static_cast<int>(masters),
               .cluster_age = age,
               .restarts = static_cast<int>(restarts),
               .now = now,
               .utc_offset = zone};
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
    return saved.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Sim> Sim::open_saved(std::string_view text, std::string& error) {
    if (text.size() > largest_session) return error = "the session is too large", std::nullopt;
    const Json j = Json::parse(text, nullptr, false);
    std::int64_t version = 0, end = 0;
    SimOptions options;
    if (!j.is_object() || !read_number(j, "podfall", format_version, format_version, version))
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
        if (!read_input((*inputs)[i], at, input) || input.at > end)
            return error = cat("inputs[", i, "] is not an input of this session"), std::nullopt;
        at = input.at;
        sim.timeline_.advance(at);
        sim.enter(std::move(input));
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
