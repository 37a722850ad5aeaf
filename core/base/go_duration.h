// Go's time.Duration as text.
#pragma once

#include <string>
#include <string_view>

#include "core/base/time.h"

namespace podfall {

// time.ParseDuration: "1m30s", "1.5h"; false when the text is not a duration.
bool parse_duration(std::string_view text, Duration& out);
// Duration.String().
std::string duration_text(Duration d);

}  // namespace podfall
