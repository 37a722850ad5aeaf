// Formats durations as kubectl does.
#include "core/base/human_duration.h"

#include "core/base/text.h"

namespace podfall {

namespace {

// "5m20s": the second unit only when it is not zero.
std::string two_units(std::int64_t a, const char* unit_a, std::int64_t b, const char* unit_b) {
    return b == 0 ? cat(a, unit_a) : cat(a, unit_a, b, unit_b);
}

}  // namespace

std::string human_duration(Duration d) {
    const std::int64_t s = d / seconds(1);  // towards zero, as Go converts
    if (s < -1) return "<invalid>";
    if (s < 0) return "0s";
    if (s < 120) return cat(s, "s");
    const std::int64_t m = s / 60, h = s / 3600;
    if (m < 10) return two_units(m, "m", s % 60, "s");
    if (m < 180) return cat(m, "m");
    if (h < 8) return two_units(h, "h", m % 60, "m");
    if (h < 48) return cat(h, "h");
    if (h < 24 * 8) return two_units(h / 24, "d", h % 24, "h");
    if (h < 24 * 365 * 2) return cat(h / 24, "d");
    if (h < 24 * 365 * 8) return two_units(h / 24 / 365, "y", h / 24 % 365, "d");
    return cat(h / 24 / 365, "y");
}

}  // namespace podfall
