// The handshake of a component with the API server. Models Go's crypto/tls on both sides and
// apiserver/pkg/authentication/request/x509. Simplified: the dates of certificates end an open
// connection too; the server presents the files as they are now, not as of up to a minute ago.
#pragma once

#include <string>

#include "core/world/world.h"

namespace podfall {

// Verifies both certificates with the files on the server's machine, if they are others than in
// the last handshake of this process.
void shake_hands(World& world, MachineId machine, Pid pid, MachineId server);

// The same for a client that is no process of its own.
void judge_handshake(const Machine& server, TlsClient& tls);

// Why the process's requests fail at this moment, as its client reports it; empty: they do not.
std::string tls_problem(const World& world, const Machine& machine, const Process& process);

// "x509: certificate has expired or is not yet valid: current time ... is after ..."
std::string expired_problem(Time from, Time until, Time now);

inline constexpr const char* serving_certificate = "/etc/kubernetes/pki/apiserver.crt";
inline constexpr const char* client_authority = "/etc/kubernetes/pki/ca.crt";
inline constexpr const char* unknown_authority = "x509: certificate signed by unknown authority";

}  // namespace podfall
