// Options as getopt reads them, for the coreutils commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/command.h"

namespace podfall {

// `accepted` lists letters; a letter followed by ":" takes a value ("n:k:ru"). Long options are
// given as {"no-header", 'x'}: "--no-header" counts as -x. With a leading "+" options end at the
// first operand; "#" accepts a bare number ("head -3").
struct LongOption {
    const char* name;
    char letter;
};

class Options {
public:
    Options(CommandContext& ctx, std::string_view accepted, std::vector<LongOption> longs = {});

    bool ok() const { return ok_; }  // if false, an error was printed: exit with 1
    bool has(char letter) const;
    int count(char letter) const;
    std::string value(char letter, std::string_view fallback = {}) const;  // the last one given
    std::vector<std::string> values(char letter) const;
    // An integer option; false after printing an error.
    bool number(CommandContext& ctx, char letter, std::int64_t& out) const;
    const std::vector<std::string>& rest() const { return rest_; }

private:
    bool take_long(CommandContext& ctx, const std::vector<std::string>& args, std::size_t& at,
                   std::string_view accepted, const std::vector<LongOption>& longs);
    bool ok_ = true;
    std::vector<std::pair<char, std::string>> given_;
    std::vector<std::string> rest_;
};

// One of the files that a filter reads, or stdin: its name ("-" for stdin) and its text.
struct InputFile {
    std::string name, text;
};
// Reads them all. False while stdin has not ended. For missing files, prints "NAME: FILE: No such
// file or directory" and sets `failed`.
bool read_inputs(CommandContext& ctx, const std::vector<std::string>& files,
                 std::vector<InputFile>& inputs, bool& failed);

// Prints "cat: FILE: WHY" to stderr.
void complain(CommandContext& ctx, std::string_view about, std::string_view why);

}  // namespace podfall
