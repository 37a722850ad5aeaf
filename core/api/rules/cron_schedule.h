// Schedules of CronJobs. Models robfig/cron v1.1's standard parser: five fields, or a descriptor.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/time.h"

namespace podfall {

struct CronSchedule {
    // Bit n is set when the field may be n.
    std::uint64_t minute = 0, hour = 0, day = 0, month = 0, weekday = 0;
    bool any_day = false, any_weekday = false;  // written as "*"
    Duration every = 0;                         // "@every 1h30m"; the rest is unused then
};

// Reads "*/5 * * * *", "@hourly", "@every 30s". On failure the parser's text.
bool parse_cron(std::string_view text, CronSchedule& out, std::string& error);

// The first moment after `t` at which the schedule is due (UTC); 0 when there is none in five
// years.
Time next_run(const CronSchedule& schedule, Time t);

}  // namespace podfall
