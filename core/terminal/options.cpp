// getopt, and reading input files, for the coreutils commands.
#include "core/terminal/options.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/machine/host/files.h"
#include "core/terminal/devices.h"

namespace podfall {

Options::Options(CommandContext& ctx, std::string_view accepted, std::vector<LongOption> longs)
    : Options(ctx, ctx.args(), accepted, std::move(longs)) {}

Options::Options(CommandContext& ctx, const std::vector<std::string>& args,
                 std::string_view accepted, std::vector<LongOption> longs) {
    const bool ordered = !accepted.empty() && accepted[0] == '+';
    if (ordered) accepted.remove_prefix(1);
    bool only_operands = false;
    for (std::size_t at = 1; at < args.size() && ok_; ++at) {
        const std::string& arg = args[at];
        if (only_operands || arg.size() < 2 || arg[0] != '-') {
            rest_.push_back(arg);
            only_operands |= ordered;
            continue;
        }
        if (arg == "--") {
            only_operands = true;
            continue;
        }
        if (arg[1] == '-') {
            ok_ = take_long(ctx, args, at, accepted, longs);
            continue;
        }
        for (std::size_t i = 1; i < arg.size() && ok_; ++i) {
            const std::size_t found =
                arg[i] == ':' ? std::string_view::npos : accepted.find(arg[i]);
            if (found == std::string_view::npos) {
                // "head -3": digits are a number of lines, for commands that accept "#".
                if (arg[i] >= '0' && arg[i] <= '9' &&
                    accepted.find('#') != std::string_view::npos) {
                    given_.emplace_back('#', arg.substr(i));
                    break;
                }
                ctx.err(cat(args[0], ": invalid option -- '", std::string_view(arg).substr(i, 1),
                            "'\nTry '", args[0], " --help' for more information.\n"));
                ok_ = false;
            } else if (accepted.substr(found + 1, 1) != ":") {
                given_.emplace_back(arg[i], "");
            } else if (i + 1 < arg.size()) {
                given_.emplace_back(arg[i], arg.substr(i + 1));
                break;
            } else if (at + 1 < args.size()) {
                given_.emplace_back(arg[i], args[++at]);
                break;
            } else {
                ctx.err(cat(args[0], ": option requires an argument -- '",
                            std::string_view(arg).substr(i, 1), "'\nTry '", args[0],
                            " --help' for more information.\n"));
                ok_ = false;
            }
        }
    }
}

bool Options::take_long(CommandContext& ctx, const std::vector<std::string>& args, std::size_t& at,
                        std::string_view accepted, const std::vector<LongOption>& longs) {
    const std::string& arg = args[at];
    const std::size_t equals = arg.find('=');
    const std::string name = arg.substr(2, equals == std::string::npos ? equals : equals - 2);
    for (const LongOption& option : longs) {
        if (name != option.name) continue;
        std::string value = equals == std::string::npos ? "" : arg.substr(equals + 1);
        const std::size_t found = accepted.find(option.letter);
        if (found != std::string_view::npos && accepted.substr(found + 1, 1) == ":" &&
            equals == std::string::npos && at + 1 < args.size())
            value = args[++at];
        given_.emplace_back(option.letter, std::move(value));
        return true;
    }
    ctx.err(cat(args[0], ": unrecognized option '", arg, "'\nTry '", args[0],
                " --help' for more information.\n"));
    return false;
}

bool Options::has(char letter) const {
    return count(letter) > 0;
}

int Options::count(char letter) const {
    int n = 0;
    for (const auto& [l, value] : given_) n += l == letter;
    return n;
}

std::string Options::value(char letter, std::string_view fallback) const {
    std::string found(fallback);
    for (const auto& [l, value] : given_)
        if (l == letter) found = value;
    return found;
}

std::vector<std::string> Options::values(char letter) const {
    std::vector<std::string> found;
    for (const auto& [l, value] : given_)
        if (l == letter) found.push_back(value);
    return found;
}

bool Options::number(CommandContext& ctx, char letter, std::int64_t& out) const {
    if (!has(letter)) return true;
    if (parse_int(value(letter), out)) return true;
    ctx.err(cat(ctx.args()[0], ": invalid number '", value(letter), "'\n"));
    return false;
}

void complain(CommandContext& ctx, std::string_view about, std::string_view why) {
    ctx.err(cat(ctx.args()[0], ": ", about, ": ", why, "\n"));
}

InputPiece next_piece(CommandContext& ctx, const std::vector<std::string>& files,
                      InputCursor& cursor, std::string& text) {
    text.clear();
    if (cursor.file >= std::max<std::size_t>(files.size(), 1)) return InputPiece::end;
    const auto close = [&] {
        cursor.begun = false;
        ++cursor.file;
        return InputPiece::end_of_file;
    };
    const std::string name = files.empty() ? "-" : files[cursor.file];
    if (const Device device = device_named(name); device != Device::none) {
        cursor.begun = true;
        text = read_device(ctx.world, device);
        return InputPiece::endless;
    }
    if (name == "-" || name == "/dev/stdin") {
        text = ctx.take_input();
        if (text.empty()) return ctx.input_ended() ? close() : InputPiece::wait;
        cursor.begun = true;
        return InputPiece::data;
    }
    if (cursor.begun) return close();
    std::string error;
    if (ctx.read_file(name, text, error)) {
        cursor.begun = true;
        return InputPiece::data;
    }
    complain(ctx, name, error);
    cursor.failed = true;
    ++cursor.file;
    return InputPiece::missing;
}

bool read_inputs(CommandContext& ctx, const std::vector<std::string>& files,
                 std::vector<InputFile>& inputs, bool& failed) {
    failed = false;
    bool standard = files.empty();
    for (const std::string& file : files) standard |= file == "-";
    if (standard && !ctx.input_ended()) return false;
    if (files.empty()) inputs.push_back({"-", ctx.take_input()});
    for (const std::string& file : files) {
        std::string text, error;
        if (file == "-") {
            inputs.push_back({"-", ctx.take_input()});
        } else if (ctx.read_file(file, text, error)) {
            inputs.push_back({file, std::move(text)});
        } else {
            complain(ctx, file, error);
            failed = true;
        }
    }
    return true;
}

}  // namespace podfall
