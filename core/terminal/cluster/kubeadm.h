// Shared by kubeadm's sub-commands. Models cmd/kubeadm/app of v1.20.2.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/table.h"
#include "core/terminal/command.h"

namespace podfall::kubeadm {

inline constexpr const char* verbose_hint =
    "To see the stack trace of this error execute with --v=5 or higher\n";

// The words after "kubeadm": operands, and flags by long name.
struct Words {
    std::vector<std::string> names;
    Table<std::string, std::string> flags;

    bool has(std::string_view flag) const { return flags.contains(flag); }
    std::string flag(std::string_view name, std::string_view otherwise = "") const;
    std::string name(std::size_t i) const { return i < names.size() ? names[i] : std::string(); }
};
Words read_words(const std::vector<std::string>& args);

// One failed check before init or join: "FileAvailable--etc-kubernetes-kubelet.conf".
struct Problem {
    std::string check, text;
};
// Prints them and is true when some of them is not ignored.
bool refused(CommandContext& ctx, const Words& w, const std::vector<Problem>& problems);
std::vector<Problem> machine_problems(CommandContext& ctx, bool control_plane);

// "sha256:<digits>" of the public key of /etc/kubernetes/pki/ca.crt, or empty.
std::string ca_hash(const Machine& machine);

// The objects that the sub-commands ask for, as the cluster's administrator or by a token.
Caller admin(CommandContext& ctx);

// The secret of a bootstrap token in the cluster, or empty.
std::string token_secret(CommandContext& ctx, const std::string& id);
// Creates a token "id.secret"; the error, or empty.
std::string create_token(CommandContext& ctx, const std::string& token, Duration ttl,
                         std::string_view description);
std::string random_token(World& world);
std::string join_command(CommandContext& ctx, const std::string& token);

// Each runs one sub-command.
Step run_token(CommandContext& ctx, const Words& w);
Step run_reset(CommandContext& ctx, const Words& w);
Step run_join(CommandContext& ctx, const Words& w);
Step run_init(CommandContext& ctx, const Words& w);
Step run_config(CommandContext& ctx, const Words& w);
Step run_upgrade(CommandContext& ctx, const Words& w);

}  // namespace podfall::kubeadm
