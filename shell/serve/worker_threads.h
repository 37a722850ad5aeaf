// The threads that answer an HttpDoor's connections.
#pragma once

#include <httplib.h>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace podfall {

// Starts a thread when there is work and no thread is idle, up to `limit`; more work waits. Most
// clients need two or three connections: starting all threads at once took longer than they did.
class WorkerThreads : public httplib::TaskQueue {
public:
    explicit WorkerThreads(std::size_t limit) : limit_(limit) {}

    // Current releases of cpp-httplib return whether the work was accepted, old ones nothing.
    using Enqueued = decltype(std::declval<httplib::TaskQueue&>().enqueue({}));
    Enqueued enqueue(std::function<void()> work) override;

    // Finishes the work that was accepted, and joins the threads.
    void shutdown() override;

private:
    void run();

    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_;
    std::vector<std::thread> threads_;
    std::size_t idle_ = 0;
    bool closing_ = false;
};

}  // namespace podfall
