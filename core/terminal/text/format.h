// printf of bash and awk, for integers and strings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.h"

namespace podfall {

// Formats with %s %d %i %u %x %X %o %c %q %b %f and flags, width and precision, taking `values`
// from `used` on; missing values count as empty or 0.
std::string format_values(std::string_view format, const std::vector<std::string>& values,
                          std::size_t& used);

// The number at the start of a text, in millionths, so that no platform rounds differently; 0 if
// there is none. awk's numbers use this format.
std::int64_t leading_number(std::string_view text);

// A number in millionths as awk prints it: without a point if it is an integer.
std::string number_text(std::int64_t millionths);

// A time as sleep and timeout take it: "5", "0.5", "2m", "1h". False when it is none.
bool read_interval(std::string_view text, Duration& out);

// With exactly `digits` places (0 to 6).
std::string fixed_text(std::int64_t millionths, int digits);

}  // namespace podfall
