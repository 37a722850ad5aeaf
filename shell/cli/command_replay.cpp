// podfall replay [--seed N] [--cluster-age SECONDS] RECORDING.json...: runs recordings' steps
// (recording.h) and prints the transcript of the last as JSON.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "shell/cli/whole_file_native.h"
#include "shell/recording.h"

namespace podfall {

int command_replay(const char* const* arguments, int count);  // after "podfall replay"

namespace {

struct Arguments {
    ReplayOptions options;
    std::vector<const char*> files;
};

bool read_arguments(const char* const* arguments, int count, Arguments& out) {
    for (int i = 0; i < count; ++i) {
        const std::string_view word = arguments[i];
        std::int64_t value = 0;
        if (word.substr(0, 2) != "--") {
            out.files.push_back(arguments[i]);
            continue;
        }
        if (++i == count || !parse_int(arguments[i], value) || value < 0) return false;
        if (word == "--seed")
            out.options.seed = static_cast<std::uint64_t>(value);
        else if (word == "--cluster-age" && value <= 3650 * 86400)
            out.options.cluster_age = seconds(value);
        else
            return false;
    }
    return !out.files.empty();
}

// False after printing the reason if the file is not a recording.
bool read_recording(const char* file, Json& out) {
    std::string text;
    if (!read_whole_file(file, text)) {
        std::fprintf(stderr, "podfall replay: %s cannot be read\n", file);
        return false;
    }
    out = Json::parse(text, nullptr, false);
    if (is_recording(out)) return true;
    std::fprintf(stderr, "podfall replay: %s is no recording\n", file);
    return false;
}

}  // namespace

int command_replay(const char* const* arguments, int count) {
    Arguments given;
    if (!read_arguments(arguments, count, given)) {
        std::fputs("podfall replay [--seed N] [--cluster-age SECONDS] RECORDING.json...\n", stderr);
        return 2;
    }
    std::vector<Json> recordings(given.files.size());
    for (std::size_t i = 0; i < recordings.size(); ++i)
        if (!read_recording(given.files[i], recordings[i])) return 2;
    const Json out = replay_recordings(recordings, given.options);
    std::fputs((out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n").c_str(), stdout);
    return 0;
}

}  // namespace podfall
