// What panels ask for. Panels only look at the world; App carries these out after the frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "core/world/terminal.h"

namespace podfall {

enum class PanelId : std::uint8_t { lesson, terminal, cluster, time };
inline constexpr int panel_count = 4;

namespace act {

// ---- at a terminal -----------------------------------------------------------------------------

// Puts a line on the line editor of a machine's terminal; nothing runs.
struct TypeText {
    std::string line, machine;
};
struct EnterLine {
    TerminalId terminal = 0;
    std::string line;
};
struct EnterKeys {
    TerminalId terminal = 0;
    std::string keys;
};
struct Interrupt {  // Ctrl+C
    TerminalId terminal = 0;
};
struct EndOfFile {  // Ctrl+D
    TerminalId terminal = 0;
};
struct Resize {
    TerminalId terminal = 0;
    int columns = 0, rows = 0;  // characters, lines
};
struct Paste {};  // what is on the clipboard
struct Copy {     // to the clipboard
    std::string text;
};

// ---- in the lesson; steps are counted from 0 ---------------------------------------------------

struct Choose {
    std::size_t step = 0;
    int choice = 0;
};
struct OpenHint {
    std::size_t step = 0;
};
struct FinishReading {
    std::size_t step = 0;
};
struct Redo {
    std::size_t step = 0;
};
struct ViewStep {
    std::size_t step = 0;
};
struct ResetLesson {};
struct OpenSandbox {
    int workers = 0, masters = 0;
};
struct SaveSession {};  // copies it as a text
struct OpenLesson {
    std::string id;
};

// ---- time --------------------------------------------------------------------------------------

struct Play {};
struct Pause {};
struct SetSpeed {
    int speed = 1;
};
struct NextChange {};
struct PreviousChange {};
struct NextNode {};
struct LetPass {
    Duration time = 0;
};
struct StepTurn {};
struct OtherFuture {};
struct Seek {
    Time to = 0;
};
struct Live {};

// ---- the window --------------------------------------------------------------------------------

struct SetLanguage {
    std::string code;
};
struct SetTheme {
    std::string name;
};
struct SetFontSize {  // of the terminals
    int css_pixels = 0;
};
struct ShowPanel {
    PanelId panel{};
};

}  // namespace act

using UiCommand =
    std::variant<act::TypeText, act::EnterLine, act::EnterKeys, act::Interrupt, act::EndOfFile,
                 act::Resize, act::Paste, act::Copy, act::Choose, act::OpenHint, act::FinishReading,
                 act::Redo, act::ViewStep, act::ResetLesson, act::OpenSandbox, act::SaveSession,
                 act::OpenLesson, act::Play, act::Pause, act::SetSpeed, act::NextChange,
                 act::PreviousChange, act::NextNode, act::LetPass, act::StepTurn, act::OtherFuture,
                 act::Seek, act::Live, act::SetLanguage, act::SetTheme, act::SetFontSize,
                 act::ShowPanel>;

}  // namespace podfall
