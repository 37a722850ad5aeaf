// Virtual time. The simulation never reads a clock: `World::now` is the only "now" there is.
#pragma once

#include <cstdint>

namespace podfall {

// A point in time: microseconds since 1970-01-01T00:00:00Z. Zero means "not set", like a nil
// metav1.Time.
using Time = std::int64_t;

// A duration in microseconds.
using Duration = std::int64_t;

constexpr Duration microseconds(std::int64_t n) {
    return n;
}
constexpr Duration milliseconds(std::int64_t n) {
    return n * 1000;
}
constexpr Duration seconds(std::int64_t n) {
    return n * 1'000'000;
}
constexpr Duration minutes(std::int64_t n) {
    return n * seconds(60);
}
constexpr Duration hours(std::int64_t n) {
    return n * minutes(60);
}
constexpr Duration days(std::int64_t n) {
    return n * hours(24);
}

// Later than every moment the simulation can reach.
constexpr Time never = INT64_MAX;

// A time split into calendar fields (proleptic Gregorian), at an offset from UTC.
struct CivilTime {
    int year, month, day;  // month and day count from 1
    int hour, minute, second;
    int microsecond;
    int weekday;  // 0 = Sunday
};

CivilTime civil_time(Time t, Duration utc_offset = 0);
Time from_civil(int year, int month, int day, int hour = 0, int minute = 0, int second = 0);

}  // namespace podfall
