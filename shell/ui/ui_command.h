// What panels ask for. Panels only look at the world; App carries these out after the frame.
#pragma once

#include <cstdint>
#include <string>

#include "core/world/world.h"

namespace podfall {

enum class UiAction : std::uint8_t {
    // terminal
    type_text,   // put `text` on the line editor of machine `text2`'s terminal; nothing runs
    enter_line,  // `text` was entered at terminal `number`
    enter_keys,  // single keys for terminal `number`
    interrupt,
    end_of_file,
    resize,         // terminal `number` is `time` columns x rows, packed as columns * 65536 + rows
    show_terminal,  // of machine `number`
    paste,          // what is on the clipboard
    copy,           // `text`
    // lesson
    choose,  // choice `time` of step `number`
    hint,
    read,
    redo,  // of step `number`
    view_step,
    reset_lesson,
    open_sandbox,  // of `number` workers and `time` masters
    save_session,  // as a text to keep
    open_lesson,   // `text` is its id
    // time
    play,
    pause,
    speed,
    next_change,
    previous_change,
    next_node,
    let_pass,  // `time` long
    step_turn,
    other_future,
    seek,
    live,
    // window
    language,
    theme,       // `text`
    font_size,   // of the terminals, CSS pixels
    show_panel,  // `number` is a PanelId
};

struct UiCommand {
    UiAction action{};
    std::int64_t number = 0;
    std::int64_t time = 0;
    std::string text, text2;
};

enum class PanelId : std::uint8_t { lesson, terminal, cluster, time };
inline constexpr int panel_count = 4;

}  // namespace podfall
