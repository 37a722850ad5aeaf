// What the lab gives a shell and its programs. As on a real machine, whatever would go over a limit
// fails with the system's own error; nothing is cut silently.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/bash/session.h"

namespace podfall {

// Bytes of memory of all programs of a terminal (RLIMIT_AS).
constexpr std::size_t session_memory = std::size_t{48} << 20;
// One text that bash puts together, or what one program holds.
constexpr std::size_t program_memory = std::size_t{16} << 20;
// Bytes of a file that a program writes (RLIMIT_FSIZE), and of all files of a machine.
constexpr std::size_t file_size_limit = std::size_t{32} << 20;
constexpr std::size_t disk_room = std::size_t{192} << 20;
// Arguments and environment of a program: a quarter of an 8 MiB stack, and one of them alone
// (fs/exec.c, MAX_ARG_STRLEN).
constexpr std::size_t arguments_room = std::size_t{2} << 20, one_argument = std::size_t{128} << 10;
// Bytes that are as much work as a step of a shell, and parts of the output that a report keeps.
constexpr std::size_t bytes_a_step = 64, kept_pieces = 8192;
// Processes of a terminal (RLIMIT_NPROC).
constexpr std::size_t session_processes = 256;

// Whether execve() takes them; otherwise it fails with E2BIG.
bool arguments_fit(const std::vector<std::string>& args,
                   const Table<std::string, std::string>& environment);

// The bytes that the variables of a shell take.
std::size_t variable_bytes(const Shell& shell);
// The bytes that the programs of a session hold.
std::size_t held_bytes(const Session& session);

// Whether the files of a machine take all the room there is.
bool disk_is_full(const Machine& machine);

// "xrealloc: cannot allocate 67108864 bytes (33554432 bytes allocated)". Models bash's xmalloc.c.
std::string allocation_error(std::string_view function, std::uint64_t wanted, std::uint64_t held);

}  // namespace podfall
