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
    // The same with other arguments than the command's own.
    Options(CommandContext& ctx, const std::vector<std::string>& args, std::string_view accepted,
            std::vector<LongOption> longs);

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

// The position of a filter that reads its files piece by piece, since one may never end (a pipe,
// /dev/zero).
struct InputCursor {
    std::size_t file = 0;  // of the operands
    bool begun = false;    // a piece of it was returned
    bool failed = false;   // one could not be read
};
template <class V>
void fields(V& v, InputCursor& c) {
    v("file", c.file), v("begun", c.begun), v("failed", c.failed);
}
enum class InputPiece : std::uint8_t {
    data,
    endless,      // data of a device: others must have their turn before the next piece
    wait,         // for stdin
    end_of_file,  // of the one before cursor.file
    missing,      // an error was printed
    end           // of the last one
};
// The next piece of the named files; without any, of stdin.
InputPiece next_piece(CommandContext& ctx, const std::vector<std::string>& files,
                      InputCursor& cursor, std::string& text);

// Prints "cat: FILE: WHY" to stderr.
void complain(CommandContext& ctx, std::string_view about, std::string_view why);

}  // namespace podfall
