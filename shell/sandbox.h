// No lesson: a cluster of the reader's own size, faults to try, and the session to keep or bring.
#pragma once

#include <string>
#include <vector>

#include "core/lesson/lesson.h"
#include "shell/lesson_contents.h"
#include "shell/ui.h"

namespace podfall {

inline constexpr const char* sandbox_id = "sandbox";
inline constexpr int most_workers = 50;

// A lesson of one step that asks for nothing, on a mended release.
Lesson sandbox_lesson(int workers);

class SandboxPanel {
public:
    void draw(Ui& ui, const Rect& box, const World& world);
    // What is pasted next is a saved session.
    bool takes_paste() const { return takes_paste_; }
    void done() { takes_paste_ = false; workers_ = 0; }

private:
    void size(Ui& ui, const World& world);
    void faults(Ui& ui, const World& world);
    void session(Ui& ui);
    void lessons(Ui& ui);
    void heading(Ui& ui, const char* words);
    bool row(Ui& ui, const char* id, std::string_view title, std::string_view line);

    std::vector<LessonEntry> lessons_;
    int workers_ = 0;         // chosen; 0 until the reader chose
    std::size_t machine_ = 1; // whose faults are listed
    bool takes_paste_ = false;
    float x_ = 0, y_ = 0, width_ = 0;
};

}  // namespace podfall
