// Times as ls, date and similar commands print them.
#pragma once

#include <string>
#include <string_view>

#include "core/base/time.h"

namespace podfall {

// strftime's formats, for `date +FORMAT` and `uptime`.
std::string format_time(std::string_view format, Time t, Duration utc_offset);

// "Aug 15 14:00", or with the year instead of the time if more than half a year away.
std::string list_time(Time t, Time now, Duration utc_offset);

// "KST", "UTC", or "+0530".
std::string zone_name(Duration utc_offset);

}  // namespace podfall
