// Civil dates from virtual times and back.
#include "core/base/time.h"

namespace podfall {

namespace {

constexpr std::int64_t days_per_era = 146'097;  // 400 Gregorian years

// Days since 1970-01-01 of a civil date. Years are counted from March, so that the leap day is the
// last of a year and the lengths of months need no table.
std::int64_t days_from_civil(std::int64_t year, int month, int day) {
    year -= month <= 2;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * days_per_era + day_of_era - 719'468;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

CivilTime civil_time(Time t, Duration utc_offset) {
    t += utc_offset;
    const std::int64_t day_count = floor_div(t, days(1));
    const std::int64_t in_day = t - day_count * days(1);

    const std::int64_t z = day_count + 719'468;
    const std::int64_t era = floor_div(z, days_per_era);
    const std::int64_t doe = z - era * days_per_era;
    const std::int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
    const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    const std::int64_t mp = (5 * doy + 2) / 153;

    CivilTime c{};
    c.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
    c.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
    c.year = static_cast<int>(yoe + era * 400 + (c.month <= 2 ? 1 : 0));
    c.hour = static_cast<int>(in_day / hours(1));
    c.minute = static_cast<int>(in_day / minutes(1) % 60);
    c.second = static_cast<int>(in_day / seconds(1) % 60);
    c.microsecond = static_cast<int>(in_day % seconds(1));
    c.weekday = static_cast<int>((day_count % 7 + 11) % 7);
    return c;
}

Time from_civil(int year, int month, int day, int hour, int minute, int second) {
    return days(days_from_civil(year, month, day)) + hours(hour) + minutes(minute) +
           seconds(second);
}

}  // namespace podfall
