// Puts a unit's command line together from its drop-ins and environment files.
#include "core/machine/host/unit_exec.h"

#include "core/base/text.h"
#include "core/machine/host/files.h"

namespace podfall {

namespace {

using Environment = Table<std::string, std::string>;

std::string unquoted(std::string text) {
    text = std::string(trim(text));
    const bool quoted =
        text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0];
    return quoted ? text.substr(1, text.size() - 2) : text;
}

// "NAME=value", the value in quotes or without.
void set_variable(Environment& environment, const std::string& assignment) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos) return;
    environment.set(std::string(trim(assignment.substr(0, equals))),
                    unquoted(assignment.substr(equals + 1)));
}

void read_environment(const Machine& machine, std::string path, Environment& environment) {
    if (!path.empty() && path[0] == '-') path.erase(0, 1);  // it may be missing
    std::string text, error;
    if (!read_file(machine, path, text, error)) return;
    for (const std::string& line : split(text, '\n')) {
        const std::string_view trimmed = trim(line);
        if (!trimmed.empty() && trimmed[0] != '#' && trimmed[0] != ';')
            set_variable(environment, std::string(trimmed));
    }
}

void read_drop_in(const Machine& machine, const std::string& path, Environment& environment,
                  std::string& exec) {
    std::string text, error;
    if (!read_file(machine, path, text, error)) return;
    for (const std::string& line : split(text, '\n')) {
        const std::size_t equals = line.find('=');
        if (equals == std::string::npos || line[0] == '#') continue;
        const std::string name(trim(line.substr(0, equals))), value(trim(line.substr(equals + 1)));
        if (name == "Environment") set_variable(environment, unquoted(value));
        if (name == "EnvironmentFile") read_environment(machine, value, environment);
        if (name == "ExecStart") exec = value;  // an empty one takes back what was said before
    }
}

}  // namespace

std::string exec_of(const Machine& machine, const Unit& unit) {
    if (unit.drop_ins.empty()) return unit.exec;
    // The unit's own file has the program alone.
    std::string exec = unit.exec.substr(0, unit.exec.find(' '));
    Environment environment;
    for (const std::string& path : unit.drop_ins) read_drop_in(machine, path, environment, exec);
    std::vector<std::string> words;
    for (const std::string& word : split_words(exec)) {
        if (word[0] != '$') {
            words.push_back(word);
            continue;
        }
        // A variable that is a word of its own is split into words.
        const std::string name =
            word.size() > 2 && word[1] == '{' ? word.substr(2, word.size() - 3) : word.substr(1);
        if (const std::string* value = environment.find(name))
            for (std::string& part : split_words(*value)) words.push_back(std::move(part));
    }
    return join(words, " ");
}

}  // namespace podfall
