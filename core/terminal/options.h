// Short options as getopt reads them, for the commands of coreutils.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/command.h"

namespace podfall {

// `accepted` lists letters; a letter followed by ":" takes a value ("n:k:ru"). Long options are
// given as {"no-header", 'x'}: "--no-header" counts as -x. With a leading "+" options end at the
// first operand;
// "#" accepts a bare number ("head -3").
struct LongOption {
    const char* name;
    char letter;
};

class Options {
public:
    Options(CommandContext& ctx, std::string_view accepted, std::vector<LongOption> longs = {});

    bool ok() const { return ok_; }  // otherwise a complaint was printed: exit status 1
    bool has(char letter) const;
    int count(char letter) const;
    std::string value(char letter, std::string_view fallback = {}) const;  // the last one given
    std::vector<std::string> values(char letter) const;
    // A whole number; false after complaining.
    bool number(CommandContext& ctx, char letter, std::int64_t& out) const;
    const std::vector<std::string>& rest() const { return rest_; }

private:
    bool take_long(CommandContext& ctx, const std::vector<std::string>& args, std::size_t& at,
                   std::string_view accepted, const std::vector<LongOption>& longs);
    bool ok_ = true;
    std::vector<std::pair<char, std::string>> given_;
    std::vector<std::string> rest_;
};

// One of the files that a filter names, or stdin: the name ("-" for stdin) and its text.
struct InputFile {
    std::string name, text;
};
// Reads them all. False while stdin has not ended. Missing ones are complained about as
// "NAME: FILE: No such file or directory" and set `failed`.
bool read_inputs(CommandContext& ctx, const std::vector<std::string>& files,
                 std::vector<InputFile>& inputs, bool& failed);

// Where a filter is that reads its files piece by piece, since one may never end (a pipe,
// /dev/zero).
struct InputCursor {
    std::size_t file = 0;  // of the operands
    bool begun = false;    // a piece of it was given
    bool failed = false;   // one could not be read
    void hash(Hasher& h) const {
        h.add(file);
        h.add(static_cast<std::uint64_t>(begun) | static_cast<std::uint64_t>(failed) << 1);
    }
};
enum class InputPiece : std::uint8_t {
    data,
    endless,      // data of a device: others must have their turn before the next piece
    wait,         // for stdin
    end_of_file,  // of the one before cursor.file
    missing,      // it was complained about
    end           // of the last one
};
// The next piece of the named files; without any, of stdin.
InputPiece next_piece(CommandContext& ctx, const std::vector<std::string>& files,
                      InputCursor& cursor, std::string& text);

// "cat: FILE: WHY" to stderr.
void complain(CommandContext& ctx, std::string_view about, std::string_view why);

}  // namespace podfall
