// Tab completion of commands, flags, files and objects.
#include "core/terminal/completion.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/machine/docker/container_image.h"
#include "core/machine/docker/container_root.h"
#include "core/machine/host/files.h"
#include "core/terminal/bash/expand.h"
#include "core/terminal/bash/runner.h"

namespace podfall {

namespace {

using Words = std::vector<std::string>;
constexpr std::string_view separators = ";|&(){}";

// The words of the last command of a line; the last word is being typed.
struct LastCommand {
    Words words = {""};     // without quotes
    std::size_t begin = 0;  // of the word that is being typed
    char quote = 0;         // the quote that is still open
};

LastCommand last_command(std::string_view line) {
    LastCommand c;
    bool in_word = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char ch = line[i];
        if (c.quote != 0) {
            if (ch == c.quote)
                c.quote = 0;
            else
                c.words.back() += ch;
            continue;
        }
        if (ch == '\'' || ch == '"') {
            c.quote = ch;
            in_word = true;
        } else if (ch == '\\' && i + 1 < line.size()) {
            c.words.back() += line[++i];
            in_word = true;
        } else if (ch == ' ' || ch == '\t') {
            if (in_word) c.words.emplace_back();
            in_word = false;
            c.begin = i + 1;
        } else if (ch == '{' && i > 0 && line[i - 1] == '$') {
            c.words.back() += ch;
        } else if (separators.find(ch) != std::string_view::npos || ch == '`') {
            c.words = {""};
            in_word = false;
            c.begin = i + 1;
        } else if (ch == '<' || ch == '>') {
            // Whether the word is a file name.
            if (!c.words.back().empty()) c.words.emplace_back();
            in_word = false;
            c.begin = i + 1;
        } else {
            c.words.back() += ch;
            in_word = true;
        }
    }
    return c;
}

bool begins_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

std::string escaped(std::string_view name, char quote) {
    if (quote != 0) return std::string(name);
    std::string out;
    for (char c : name) {
        if (std::string_view(" \t'\"\\$&;|<>()*?[]!#`").find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

Words complete_path(const Machine& machine, const Shell& shell, const std::string& word, char quote,
                    bool folders_only) {
    const std::size_t slash = word.rfind('/');
    const std::string shown = slash == std::string::npos ? "" : word.substr(0, slash + 1);
    const std::string start = word.substr(shown.size());
    std::string folder = shown;
    if (begins_with(folder, "~/")) folder = shell.value("HOME") + folder.substr(1);
    Words out;
    for (const FolderEntry& entry : list_folder(machine, absolute_path(shell.folder, folder))) {
        if (!begins_with(entry.name, start) || (start.empty() && entry.name[0] == '.')) continue;
        if (folders_only && !entry.file->folder) continue;
        out.push_back(cat(begins_with(shown, "~") ? shown : escaped(shown, quote),
                          escaped(entry.name, quote), entry.file->folder ? "/" : ""));
    }
    return out;
}

Words complete_command(const Machine& machine, const Shell& shell, const std::string& start) {
    Words out;
    const DockerContainer* in = container_at(machine, shell.folder);
    for (std::size_t i = 0; i < all_commands_count; ++i) {
        const char* name = all_commands[i]->name;
        if (in ? has_program(*in, name) : !only_in_containers(name)) out.emplace_back(name);
    }
    for (const std::string& name : builtin_names()) out.push_back(name);
    for (const auto& [name, value] : shell.aliases) out.push_back(name);
    for (const auto& [name, body] : shell.functions) out.push_back(name);
    for (const char* word :
         {"if", "for", "while", "until", "case", "do", "done", "then", "fi", "bash"})
        out.emplace_back(word);
    std::erase_if(out, [&](const std::string& name) {
        return !begins_with(name, start) || contains(name, " ");
    });
    return out;
}

Words complete_variable(const Shell& shell, const std::string& word) {
    const std::size_t dollar = word.rfind('$');
    const bool brace = word.substr(dollar + 1, 1) == "{";
    const std::string start = word.substr(dollar + (brace ? 2 : 1));
    Words out;
    for (const auto& [name, v] : shell.variables)
        if (begins_with(name, start))
            out.push_back(cat(word.substr(0, dollar), brace ? "${" : "$", name, brace ? "}" : ""));
    return out;
}

}  // namespace

std::vector<std::string> complete_line(const World& world, TerminalId terminal,
                                       std::string_view line, std::size_t cursor,
                                       std::size_t& replace_from) {
    replace_from = std::min(cursor, line.size());
    const Session* session = find_session(world, terminal);
    if (!session || !session->begun) return {};
    const MachineId machine_id = shell_machine(*world.terminals.find(terminal));
    const Machine& machine = *world.machines.find(machine_id);
    const Shell& shell = session->tasks.at(1).shell;
    LastCommand c = last_command(line.substr(0, replace_from));
    replace_from = c.begin;
    if (c.quote != 0 && c.begin < line.size() && line[c.begin] == c.quote) ++replace_from;
    const std::string word = c.words.back();

    Words out;
    const std::size_t dollar = word.rfind('$');
    while (c.words.size() > 1 && bash_syntax::is_name(c.words[0].substr(0, c.words[0].find('='))) &&
           contains(c.words[0], "="))
        c.words.erase(c.words.begin());
    if (dollar != std::string::npos && word.find_first_of("/}(", dollar) == std::string::npos &&
        c.quote != '\'') {
        out = complete_variable(shell, word);
    } else if (c.words.size() == 1 && !contains(word, "/")) {
        out = complete_command(machine, shell, word);
    } else if (c.words.size() == 1) {
        out = complete_path(machine, shell, word, c.quote, false);
    } else {
        // An alias completes as the command it expands to.
        for (int depth = 0; depth < 8; ++depth) {
            const std::string* alias = shell.aliases.find(c.words[0]);
            if (!alias) break;
            Words expanded = split_words(*alias);
            const bool same = !expanded.empty() && expanded[0] == c.words[0];
            c.words.erase(c.words.begin());
            c.words.insert(c.words.begin(), expanded.begin(), expanded.end());
            if (same || c.words.empty()) break;
        }
        const Command* command = c.words.empty() ? nullptr : find_command(c.words[0]);
        if (command && command->complete) out = command->complete(world, machine_id, c.words);
        if (out.empty()) out = complete_path(machine, shell, word, c.quote, c.words[0] == "cd");
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace podfall
