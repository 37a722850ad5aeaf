// Finds the sub-command of a command line. Models spf13/cobra's Command.Find.
#include "core/base/text.h"
#include "core/terminal/kubectl/client/flags.h"

namespace podfall::kube {

namespace {

struct Alias {
    const char *parent, *word, *name;
};
constexpr Alias aliases[] = {
    {"create", "cj", "cronjob"},
    {"create", "cm", "configmap"},
    {"create", "deploy", "deployment"},
    {"create", "ing", "ingress"},
    {"create", "ns", "namespace"},
    {"create", "pc", "priorityclass"},
    {"create", "pdb", "poddisruptionbudget"},
    {"create", "resourcequota", "quota"},
    {"create", "sa", "serviceaccount"},
    {"create", "svc", "service"},
    {"config", "use", "use-context"},
    {"set", "sa", "serviceaccount"},
    {"top", "nodes", "node"},
    {"top", "no", "node"},
    {"top", "pods", "pod"},
    {"top", "po", "pod"},
    {"", "clusterinfo", "cluster-info"},
};

bool takes_value(const std::vector<FlagSpec>& specs, const std::string& word) {
    if (contains(word, "=")) return false;
    const bool long_ = word[1] == '-';
    if (!long_ && word.size() != 2) return false;
    for (const FlagSpec& spec : specs) {
        if (long_ ? spec.name == word.substr(2) : spec.shorthand == word[1]) {
            return spec.no_option.empty();
        }
    }
    return word != "-h" && word != "--help";
}

// The index of the first word that is neither a flag nor a flag's value; words.size() if there is
// none.
std::size_t first_argument(const std::vector<std::string>& words,
                           const std::vector<FlagSpec>& specs) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--") break;
        if (word.size() > 1 && word[0] == '-') {
            if (takes_value(specs, word)) ++i;
        } else if (!word.empty() && word[0] != '-') {
            return i;
        }
    }
    return words.size();
}

const CommandFlags* child_of(const std::string& parent, std::string word) {
    for (const Alias& a : aliases) {
        if (parent == a.parent && word == a.word) word = a.name;
    }
    return find_command_flags(parent.empty() ? word : cat(parent, " ", word));
}

}  // namespace

const CommandFlags* find_sub_command(const std::vector<std::string>& words,
                                     std::vector<std::string>& rest) {
    rest = words;
    const CommandFlags* found = nullptr;
    static constexpr CommandFlags root = {"", "", ""};
    while (true) {
        const std::vector<FlagSpec> specs = flag_specs(found ? *found : root);
        const std::size_t i = first_argument(rest, specs);
        if (i == rest.size()) return found;
        if (contains(rest[i], " ")) return found;
        const CommandFlags* next = child_of(found ? found->path : "", rest[i]);
        if (!next) return found;
        found = next;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

}  // namespace podfall::kube
