// The runtime of control loops: queues, timers, watches. Only the cluster layer includes this;
// loops see LoopContext.
#pragma once

#include <string>

#include "core/world/world.h"

namespace podfall {

// A write happened: loops that watch its kind will see it after the watch latency.
void announce(World& world, const Change& change);

// Queues a key of a loop; the earlier due time wins. A periodic beat starts a chain of causes anew.
void enqueue(World& world, LoopId loop, std::string key, Duration after, bool beat = false);

// Takes a key out of a loop's queue.
void dequeue(World& world, LoopId loop, const std::string& key);

// Makes the loop of a controller for a process; its first turn comes after the controller's delay.
void start_loop(World& world, std::uint16_t controller, MachineId machine, Pid pid);

// Ends a loop: its memory, queue and timers are gone.
void end_loop(World& world, LoopId loop);

// The process with that serial is gone, an API server or a balancer: who watches through it will
// try to connect again. What goes through a balancer is not told of a server that lost its power.
void break_connections(World& world, std::uint64_t connection, bool power_lost);

// The loop's client closes its connections; the next request opens one.
void close_connections(World& world, LoopId loop);

// Who a loop is to the API server: its machine, its name, its kubeconfig, its open connection.
Caller caller_of(const World& world, LoopId loop);

// Moves what came due for a paused process back into the timers.
void release_stalled(World& world, MachineId machine, Pid pid);

// Runs the timer that is due first.
void run_turn(World& world);

// Begins the record of an input, as the root of a chain of causes.
void begin_input_turn(World& world, const Input& input);
void end_turn(World& world);

}  // namespace podfall
