// Schedules of CronJobs. Models robfig/cron v1.1's standard parser: five fields, or a descriptor.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/time.h"

namespace podfall {

struct CronSchedule {
    // Bit n is set when the field matches n.
    std::uint64_t minute = 0, hour = 0, day = 0, month = 0, weekday = 0;
    bool any_day = false, any_weekday = false;  // written as "*"
    Duration every = 0;                         // "@every 1h30m"; the rest is unused then
};

// Parses "*/5 * * * *", "@hourly", "@every 30s". On failure returns the parser's error.
bool parse_cron(std::string_view text, CronSchedule& out, std::string& error);

// The first time after `t` that matches the schedule (UTC); 0 when there is none in five years.
Time next_run(const CronSchedule& schedule, Time t);

}  // namespace podfall
