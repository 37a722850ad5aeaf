#include "shell/strings.h"

namespace podfall {

extern const Strings strings_ko, strings_en;

const Strings& find_strings(Language language) {
    return language == Language::ko ? strings_ko : strings_en;
}

}  // namespace podfall
