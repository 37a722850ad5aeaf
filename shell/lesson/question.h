// The lesson panel's texts about a guess: at first only the guess, and the verdict once the goals
// are met.
#pragma once

#include <string>
#include <string_view>

#include "core/lesson/lesson.h"
#include "shell/ui/strings.h"

namespace podfall {

// A choice without its markup.
std::string plain_markup(std::string_view line);

// The text below the choices until the step is done: a request to pick one, or the guess.
std::string said_words(const LessonQuestion& q, int chosen, Language language,
                       const Strings& words);

// The guess, whether it was right and why, as lines; empty without a guess.
std::string verdict_words(const LessonQuestion& q, int chosen, Language language,
                          const Strings& words);

}  // namespace podfall
