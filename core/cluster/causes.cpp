#include "core/cluster/causes.h"

namespace podfall {

void trim(CauseLog& log) {
    // Some hours of a busy small cluster; the oldest quarter goes at once so that trimming is rare.
    constexpr std::size_t limit = 40'000;
    if (log.records.size() <= limit) return;
    while (log.records.size() > limit / 4 * 3) log.records.erase(log.records.begin()->key);
}

}  // namespace podfall
