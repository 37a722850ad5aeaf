// The real kubectl, run as a user would against a served copy of a cluster; for `podfall judge`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/api/format/json.h"
#include "core/sim.h"

namespace podfall {

// One judged line.
struct JudgedLine {
    std::string run;
    double speed = 0;      // virtual seconds a second
    double interrupt = 0;  // virtual seconds, 0 never
    bool unordered = false;
};

struct ClientOutcome {
    std::string out, err;
    int exit = 0;

    bool operator==(const ClientOutcome& o) const {
        return out == o.out && err == o.err && exit == o.exit;
    }
};

// The exit code of a client that was killed: it waited for something that will not come.
inline constexpr int killed = 137;

// A folder with the real kubectl on its PATH, where lines run in the real bash.
class RealKubectl {
public:
    explicit RealKubectl(const std::string& kubectl);
    ~RealKubectl();
    RealKubectl(const RealKubectl&) = delete;
    RealKubectl& operator=(const RealKubectl&) = delete;

    // False if the folder could not be made.
    bool good() const { return good_; }

    // Runs the line with `files` (name: content) in its working directory.
    ClientOutcome run(const Sim& sim, const Json& files, const JudgedLine& c);

    // Debian built its client on another day, with another Go and source tree: from now on these
    // values are replaced by those of the released client, which `ours` (the simulated `kubectl
    // version --client -o json`) tells.
    void learn_build(const Sim& sim, const ClientOutcome& ours);

private:
    std::string kubeconfig(const Sim& sim, const std::string& line) const;
    std::string path(const std::string& name) const;
    int run_bash(double limit, int signal) const;
    std::string in_the_cluster(std::string text) const;

    std::string root_;
    std::vector<std::pair<std::string, std::string>> build_;
    int port_ = 0;
    bool good_ = false;
};

}  // namespace podfall
