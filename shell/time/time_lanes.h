// The history that the time bar shows: one lane per component, with marks for its writes, for
// inputs, and for failures.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/world/world.h"

namespace podfall {

enum class Lane : std::uint8_t { you, scheduler, controllers, kubelets, faults };
inline constexpr int lane_count = 5;

enum class MarkTone : std::uint8_t { plain, good, bad };

struct LaneMark {
    Time at = 0;
    MarkTone tone{};
    int count = 0;      // merged changes
    std::string words;  // one line each; the first few of `count`
};

class TimeLanes {
public:
    // Adds what was written since the last call. `begin`: nothing older is shown.
    void collect(const World& world, Time begin);
    // Another future begins at this time of this world.
    void branch(const World& world);

    const std::vector<LaneMark>& marks(Lane lane) const { return marks_[static_cast<int>(lane)]; }

private:
    void add(Lane lane, Time at, MarkTone tone, const std::string& words);
    void add_write(const World& world, const Change& change);
    void add_journal(const World& world, Time begin);

    std::vector<LaneMark> marks_[lane_count];
    Revision seen_ = 0;
    std::map<MachineId, std::uint64_t> journal_seen_;
};

}  // namespace podfall
