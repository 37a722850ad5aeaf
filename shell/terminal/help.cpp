// Help for the command under the cursor.
#include "shell/terminal/help.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/terminal/command.h"

namespace podfall {

namespace {

constexpr std::size_t most_words = 80;

// The part of the line that is one command: after the last |, ; or &.
std::string_view last_command(std::string_view line) {
    const std::size_t end = line.find_last_of("|;&(");
    return end == line.npos ? line : line.substr(end + 1);
}

// "kubectl rollout" is not a command itself, but the prefix of some.
bool begins_a_command(std::string_view name) {
    const std::string beginning = cat(name, " ");
    for (std::size_t i = 0; i < all_commands_count; ++i)
        if (std::string_view(all_commands[i]->name).starts_with(beginning)) return true;
    return false;
}

}  // namespace

CommandHelp help_for(const Sim& sim, TerminalId terminal, std::string_view line,
                     std::size_t cursor) {
    CommandHelp help;
    const std::string_view before = line.substr(0, std::min(cursor, line.size()));
    std::string name;
    for (const std::string& word : split_words(last_command(before))) {
        const std::string longer = name.empty() ? word : cat(name, " ", word);
        const Command* command = find_command(longer);
        if (!command && !begins_a_command(longer)) break;
        name = longer;
        help.usage = command ? command->usage : "";
        help.summary = command ? command->summary : "";
    }
    help.name = name;
    std::size_t from = 0;
    help.next = sim.complete(terminal, line, before.size(), from);
    if (help.next.size() > most_words) help.next.resize(most_words);
    return help;
}

bool asks_for_help(std::string_view before) {
    char quote = 0;
    for (const char c : before) {
        if (quote == 0 && (c == '\'' || c == '"'))
            quote = c;
        else if (c == quote)
            quote = 0;
    }
    return quote == 0 && (before.empty() || before.back() == ' ');
}

}  // namespace podfall
