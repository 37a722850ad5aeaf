// kubectl's flags: a table of the flags of every sub-command, and a parser with pflag's rules.
// Models spf13/pflag and spf13/cobra as vendored by Kubernetes v1.20.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/go_duration.h"
#include "core/base/time.h"

namespace podfall::kube {

// A sub-command: its path without "kubectl", its usage line, and its flags as "name,s=default"
// separated by blanks. The default implies the type: true/false, a number, a duration (0s), '' for
// text, [] for a list split at commas, [[ for one that is not split. A name with ! is hidden in
// help.
struct CommandFlags {
    const char* path;
    const char* usage;
    const char* flags;
};
extern const CommandFlags command_table[];
extern const std::size_t command_table_size;
extern const char* const global_flags;

enum class FlagType : std::uint8_t { boolean, number, duration, text, list, array };

struct FlagSpec {
    std::string name;
    char shorthand = 0;
    FlagType type = FlagType::text;
    std::string default_;
    std::string no_option;  // the value of a bare --flag
    bool hidden = false;
};

const CommandFlags* find_command_flags(std::string_view path);
// The flags of a command, followed by the global ones.
std::vector<FlagSpec> flag_specs(const CommandFlags& command, bool with_global = true);

class Flags {
public:
    std::vector<std::string> args;  // arguments that are not flags
    int dash_at = -1;               // args before "--", -1 when there was none

    // The value of a flag that the command declares; to ask for another is a mistake of ours and
    // ends the program.
    bool changed(std::string_view name) const;
    std::string text(std::string_view name) const;
    bool on(std::string_view name) const;
    std::int64_t number(std::string_view name) const;
    Duration duration(std::string_view name) const;
    std::vector<std::string> list(std::string_view name) const;

    // For code that commands with and without the flag share: no value when it is not declared.
    bool known(std::string_view name) const;
    bool known_changed(std::string_view name) const { return known(name) && changed(name); }
    bool known_on(std::string_view name) const { return known(name) && on(name); }
    std::string known_text(std::string_view name) const { return known(name) ? text(name) : ""; }
    std::vector<std::string> known_list(std::string_view name) const {
        return known(name) ? list(name) : std::vector<std::string>();
    }
    struct Value {
        FlagSpec spec;
        bool changed = false;
        std::vector<std::string> values;
    };
    const std::vector<Value>& values() const { return values_; }
    // "--name=value" as given, in command-line order, for --record.
    const std::vector<std::string>& given() const { return given_; }

    // False with pflag's error text.
    bool parse(const std::vector<FlagSpec>& specs, const std::vector<std::string>& words,
               std::string& error);

private:
    const Value* find(std::string_view name) const;
    const Value& declared(std::string_view name) const;
    Value* find(std::string_view name);
    bool set(Value& value, const std::string& text, const std::string& shown, std::string& error);
    bool parse_long(const std::vector<std::string>& words, std::size_t& i, std::string& error);
    bool parse_short(const std::vector<std::string>& words, std::size_t& i, std::string& error);
    std::vector<Value> values_;
    std::vector<std::string> given_;
};

// The sub-command that cobra would find for these words (without "kubectl"); null when the first is
// not a command. `depth` counts the words of the path; `rest` is what remains after removing them.
const CommandFlags* find_sub_command(const std::vector<std::string>& words,
                                     std::vector<std::string>& rest);

}  // namespace podfall::kube
