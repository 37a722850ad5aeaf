// Threads that are started as connections need them.
#include "shell/serve/worker_threads.h"

namespace podfall {

WorkerThreads::Enqueued WorkerThreads::enqueue(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(work));
    if (idle_ < waiting_.size() && threads_.size() < limit_)
        threads_.emplace_back([this] { run(); });
    changed_.notify_one();
    return Enqueued(true);
}

void WorkerThreads::shutdown() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void WorkerThreads::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        ++idle_;
        changed_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
        --idle_;
        if (waiting_.empty()) return;
        const std::function<void()> work = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        work();
        lock.lock();
    }
}

}  // namespace podfall
