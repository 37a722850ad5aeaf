// The lesson panel: the question, what to type, the goals, and the explanation.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/lesson/run.h"
#include "shell/lesson/contents.h"
#include "shell/lesson/glossary.h"
#include "shell/lesson/search.h"
#include "shell/terminal/line_editor.h"
#include "shell/ui/ui.h"

namespace podfall {

// The input of the panel.
struct LessonPanelInput {
    const LessonRun* run;
    const World* world;
    std::size_t step;                            // shown; step_count() is the recap
    const Progress* progress = nullptr;          // of all lessons; not needed for lesson_text()
    const std::vector<Input>* inputs = nullptr;  // the reader's so far; not needed either
};

class LessonPanel {
public:
    void draw(Ui& ui, const Rect& box, const LessonPanelInput& in);
    // Scrolls to the top: another step is shown.
    void show_top() { to_top_ = true; }

    // The search field of the lists has the keyboard and gets typed text.
    bool takes_text() const { return list_open_ && searching_; }
    void open_search() { list_open_ = searching_ = true; }
    void search_text(std::string_view utf8);
    void search_preedit(std::string_view utf8) { preedit_ = utf8; }
    bool search_key(Key key, Modifiers modifiers);  // false: not a key of the field
    const Rect& caret_box() const { return search_caret_; }

private:
    void header(Ui& ui, const Rect& box, const LessonPanelInput& in);
    void step_list(Ui& ui, const LessonPanelInput& in);
    void search_field(Ui& ui);
    void search_hits(Ui& ui, const LessonPanelInput& in);
    void lesson_list(Ui& ui, const LessonPanelInput& in);
    struct ListRow;
    bool list_row(Ui& ui, const ListRow& row);  // true when pressed
    void step(Ui& ui, const LessonPanelInput& in);
    void question(Ui& ui, const LessonPanelInput& in);
    void choice(Ui& ui, const LessonPanelInput& in, std::size_t index);
    void verdict(Ui& ui, const LessonPanelInput& in);
    void commands(Ui& ui, const LessonPanelInput& in);
    void command(Ui& ui, const LessonPanelInput& in, const std::string& id,
                 const LessonCommand& command, bool ran, Duration left_to_wait);
    void answer(Ui& ui, const LessonPanelInput& in);
    void card(Ui& ui, const Block& block, std::size_t index);
    void explain_term(Ui& ui);
    void goals(Ui& ui, const LessonPanelInput& in);
    void hints(Ui& ui, const LessonPanelInput& in);
    void ending(Ui& ui, const LessonPanelInput& in);
    void recap(Ui& ui, const LessonPanelInput& in);
    void scroll(Ui& ui, const LessonPanelInput& in, const Rect& box, float start);
    void more_below(Ui& ui, const Rect& box);

    // The layout position: everything flows down from it.
    void gap(Ui& ui, float css) { y_ += ui.px(css); }
    void heading(Ui& ui, const char* words);
    void rich(Ui& ui, const RichText& text);

    std::vector<LessonEntry> lessons_;
    float x_ = 0, y_ = 0, width_ = 0;
    float below_ = 0;                     // how much of the text is below the view
    float glide_to_ = -1;                 // the target of a requested scroll; -1 if none
    float scroll_ = 0, kept_scroll_ = 0;  // now, and when the list was opened
    bool list_open_ = false, to_top_ = false, back_ = false, sure_ = false;
    // What a guess brings into sight: the guess begins and the first command ends there; the guess
    // of last frame.
    float told_ = -1, offered_ = -1;
    int last_choice_ = -1;
    float revealed_ = -1;  // where the explanation began in the last frame, to scroll to it once
    bool was_done_ = false;
    std::size_t last_step_ = 0;
    // The glossary word under the mouse, and the tapped one.
    const Term* term_ = nullptr;
    const Term* pinned_ = nullptr;
    ImVec2 term_at_;
    LessonSearch search_;
    LineEditor sought_;
    std::string preedit_;
    Rect search_caret_;
    bool searching_ = false;
    bool covered_ = false;         // the recap's cards hide their strong words
    std::vector<bool> uncovered_;  // except for these
};

// The whole lesson for printing, with a marker at the start of each line: "# " title, "## " step,
// "- " item, "$ " command, "> " callout, "| " table row. Questions are without their answers.
std::string print_text(const Lesson& lesson, const World& world, Language language,
                       const Strings& words);

// The lesson's visible text, for the page's mirror.
std::string lesson_text(const LessonPanelInput& in, Language language, const Strings& words);

}  // namespace podfall
