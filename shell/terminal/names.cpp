// Recognises object names in the output.
#include "shell/terminal/names.h"

#include "core/api/objects/kind.h"
#include "core/base/text.h"

namespace podfall {

namespace {

constexpr Kind kinds[] = {Kind::pod,         Kind::node,         Kind::deployment, Kind::service,
                          Kind::replica_set, Kind::stateful_set, Kind::daemon_set, Kind::job,
                          Kind::cron_job,    Kind::namespace_};

bool in_name(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || c == U'-' || c == U'.';
}

}  // namespace

bool find_named(const World& world, std::string_view word, NamedThing& out) {
    if (word.empty()) return false;
    const auto& objects = world.store.objects;
    for (const Kind kind : kinds)
        for (auto it = objects.lower_bound(ObjectKey{kind, "", ""});
             it != objects.end() && it->key.kind == kind; ++it) {
            if (it->key.name != word) continue;
            out = {kind, it->key.namespace_, it->key.name};
            return true;
        }
    return false;
}

std::vector<std::string> commands_about(const NamedThing& thing) {
    const std::string where = thing.namespace_.empty() || thing.namespace_ == "default"
                                  ? ""
                                  : cat(" -n ", thing.namespace_);
    const std::string kind = info(thing.kind).singular();
    std::vector<std::string> out{cat("kubectl describe ", kind, " ", thing.name, where)};
    if (thing.kind == Kind::pod) out.push_back(cat("kubectl logs ", thing.name, where));
    out.push_back(cat("kubectl get ", kind, " ", thing.name, where, " -o yaml"));
    return out;
}

WordPlace name_at(const ScreenLine& cells, std::size_t line, int column) {
    const auto part = [&](int i) {
        return i >= 0 && i < static_cast<int>(cells.size()) &&
               in_name(cells[static_cast<std::size_t>(i)].character);
    };
    WordPlace place{line, column, column};
    if (!part(column)) return place;
    while (part(place.from - 1)) --place.from;
    while (part(place.to)) ++place.to;
    return place;
}

}  // namespace podfall
