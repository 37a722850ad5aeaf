// The sandbox, without a lesson: the size of the cluster, faults to try, saving and loading the
// session.
#pragma once

#include <string>
#include <vector>

#include "core/lesson/lesson.h"
#include "shell/lesson/contents.h"
#include "shell/ui/ui.h"

namespace podfall {

inline constexpr const char* sandbox_id = "sandbox";
inline constexpr int most_workers = 50;

// The number of machines of each kind.
struct ClusterSize {
    int workers = 3, masters = 1;
    bool operator==(const ClusterSize&) const = default;
};
ClusterSize size_of(const World& world);
// Whether a cluster of this size is supported: 1 to 50 workers, 1 or 3 masters.
bool can_be_built(const ClusterSize& size);

// A lesson of one step without goals, on the release without the eviction queue defect.
Lesson sandbox_lesson(ClusterSize size);

class SandboxPanel {
public:
    void draw(Ui& ui, const Rect& box, const World& world);
    // The next paste is a saved session.
    bool takes_paste() const { return takes_paste_; }
    void done() {
        takes_paste_ = false;
        workers_ = masters_ = 0;
        complaint_.clear();
    }
    // Why the cluster does not have the requested size; shown until the next one is built.
    void complain(std::string words) { complaint_ = std::move(words); }
    const std::string& complaint() const { return complaint_; }

private:
    void size(Ui& ui, const World& world);
    void faults(Ui& ui, const World& world);
    void session(Ui& ui);
    void lessons(Ui& ui);
    void heading(Ui& ui, const char* words);
    bool row(Ui& ui, const char* id, std::string_view title, std::string_view line);

    std::vector<LessonEntry> lessons_;
    int workers_ = 0, masters_ = 0;  // the chosen size; 0 before a choice
    std::size_t machine_ = 1;        // whose faults are listed
    bool takes_paste_ = false;
    std::string complaint_;
    float x_ = 0, y_ = 0, width_ = 0;
};

}  // namespace podfall
