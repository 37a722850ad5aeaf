// The one platform seam: what the panels may ask of the place they run in, and what that place
// asks of them. CMake compiles shell/backend_native.cpp or web/backend_web.cpp, and where there is
// nothing to make a window with, shell/window_missing.cpp.
//
// The backend owns the Dear ImGui context, the fonts and the frame loop. It draws only while frames
// are owed: after an input, when App::next_frame() says so, or after owe_frame(). It passes every
// input to App in the order it was made:
//
//     class App {                                 shell/app.h
//         explicit App(Backend& backend);         context, fonts and parameters exist
//         void frame(double now);                 between ImGui::NewFrame() and Render()
//         double next_frame(double now) const;    when the next frame is owed: `now` or less at
//                                                 once, infinity for never
//         void text(std::string_view utf8);       typed or committed by an input method
//         void preedit(std::string_view utf8);    the syllable being composed; "" when done
//         void paste(std::string_view utf8);      lines end in "\n"
//         KeyUse key(Key key, Modifiers modifiers);    answers who handles it, at once
//         void focus(bool focused);               the lab has the keyboard or not
//         void set(std::string_view name, std::string_view value);    the page changed a parameter
//         void begin();                           input may follow: a still comes to life
//     };
//
// `now` is the time in seconds that the lab was visible; it stops while the page is hidden. The
// mouse goes to Dear ImGui only. Everything is in device pixels: multiply lengths by scale().
#pragma once

#include <string>
#include <string_view>

#include "shell/ui/text.h"

namespace podfall {

class App;

class Backend {
public:
    struct State;  // the platform's own
    explicit Backend(State& state) : state_(state) {}
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    // Device pixels per CSS pixel (or per point of the window system).
    float scale() const;
    const Fonts& fonts() const;

    // Parameters chosen by the reader or the embedding post: "lesson", "lang" (ko, en, ...),
    // "theme" (dark or light), "session" (a saved session); and preferences of the system:
    // "contrast" (more), "motion" (reduce). Empty if not given. lang and theme are always given.
    std::string parameter(std::string_view name) const;
    // Notifies the page that a parameter changed inside the lab, so that it updates its address and
    // colours.
    void publish(std::string_view name, std::string_view value);

    // Requests a frame now, for instance after background work.
    void owe_frame();

    // Progress that survives a reload. Loads as "" if nothing was saved.
    void save(std::string_view key, std::string_view text);
    std::string load(std::string_view key) const;

    void copy(std::string_view text);
    // Calls App::paste() later with the clipboard's text, or App::set("no clipboard") if it cannot
    // be read.
    void ask_paste();
    void open_link(std::string_view address);

    // The still of a lesson's first moment (shell/lesson/still.h); empty if the lab simulates from
    // the start.
    std::string still(std::string_view lesson) const;

    // The screen contents for assistive technology. mirror_line() appends to a log that is read out
    // (terminal output); mirror_region() replaces the text of a named region ("lesson", "cluster").
    void mirror_line(std::string_view line);
    void mirror_region(std::string_view name, std::string_view text);

    // Where typed text appears, in device pixels: input methods place their window there. On a
    // phone the keyboard is shown while text is wanted and the lab has the focus.
    void place_caret(float x, float y, float height, bool text_wanted);

private:
    State& state_;
};

// Native only: opens the window and returns the exit code when it is closed. `parameters` are
// "name=value" texts.
int run_window(const char* const* parameters, int count);

}  // namespace podfall
