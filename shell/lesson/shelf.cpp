// The lessons' texts where they are embedded in the program. In a separate file because the page's
// backend defines lesson_json() too, and the linker takes this one from its archive only if nothing
// else did.
#include "core/lesson/embedded.h"
#include "shell/lesson/contents.h"

namespace podfall {

std::string lesson_json(std::string_view id) {
    for (std::size_t i = 0; i < embedded_lessons_count; ++i)
        if (embedded_lessons[i].id == id)
            return {embedded_lessons[i].json, embedded_lessons[i].size};
    return {};
}

}  // namespace podfall
