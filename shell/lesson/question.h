// What the lesson panel says of a guess: at first only what it was, and the verdict once the goals
// are met.
#pragma once

#include <string>
#include <string_view>

#include "core/lesson/lesson.h"
#include "shell/ui/strings.h"

namespace podfall {

// A choice without its markup.
std::string plain_markup(std::string_view line);

// Below the choices until the step is done: that one is to be picked, or what the reader said.
std::string said_words(const LessonQuestion& q, int chosen, Language language,
                       const Strings& words);

// The guess, whether it was right and why, as lines; nothing without a guess.
std::string verdict_words(const LessonQuestion& q, int chosen, Language language,
                          const Strings& words);

}  // namespace podfall
