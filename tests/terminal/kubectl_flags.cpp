// Every sub-command of kubectl, run with every flag that it declares: none reads another one.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/base/text.h"
#include "core/sim.h"
#include "core/terminal/kubectl/client/flags.h"

using namespace podfall;
using namespace podfall::kube;

namespace {

// A valid value for a flag of the type.
std::string with_value(const FlagSpec& flag) {
    switch (flag.type) {
        case FlagType::boolean:
            return cat("--", flag.name);
        case FlagType::number:
            return cat("--", flag.name, "=1");
        case FlagType::duration:
            return cat("--", flag.name, "=1s");
        default:
            return cat("--", flag.name, "=", flag.default_.empty() ? "a=b" : flag.default_);
    }
}

std::vector<std::string> lines_of(const CommandFlags& command) {
    const std::string start = cat("kubectl ", command.path);
    std::vector<std::string> lines = {start};
    for (const char* rest :
         {"web", "deployment web", "deployment/web a=b", "pods --all", "-f d.yaml",
          "web --image=nginx --dry-run=client -o yaml", "node/w1-k8s a=b:NoSchedule",
          "web --verb=get --resource=pods --clusterrole=view --tcp=80 --schedule=@daily"})
        lines.push_back(cat(start, " ", rest));
    for (const FlagSpec& flag : flag_specs(command, false))
        lines.push_back(cat(start, " deployment web ", with_value(flag)));
    return lines;
}

}  // namespace

TEST_CASE("no sub-command asks for a flag that it does not declare") {
    Sim sim = Sim::open({.seed = 4, .workers = 1, .cluster_age = minutes(20), .restarts = 0});
    const TerminalId id = sim.world().terminals.begin()->key;
    const auto settle = [&](Duration most) {
        for (Duration d = 0; d < most && !sim.world().terminals.find(id)->at_prompt;
             d += seconds(1))
            sim.advance(seconds(1));
        return sim.world().terminals.find(id)->at_prompt;
    };
    sim.write_home_file(0, "d.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n");
    sim.advance(seconds(1));
    std::size_t ran = 0;
    for (std::size_t i = 0; i < command_table_size; ++i) {
        for (const std::string& line : lines_of(command_table[i])) {
            CAPTURE(line);
            sim.type_line(id, "kubectl create deployment web --image=nginx 2> /dev/null");
            sim.type_line(id, line);
            sim.advance(milliseconds(200));
            if (!settle(seconds(2))) {
                if (sim.world().terminals.find(id)->raw) sim.type_keys(id, "\x1b:q!\r");
                sim.interrupt(id);
                settle(seconds(2));
            }
            ++ran;
        }
    }
    CHECK(ran > 1000);
    CHECK(sim.world().terminals.find(id)->written > 100000);
}
