// Timestamps, ages and journal lines as systemctl prints them. Models systemd 219.
#include "core/base/text.h"
#include "core/terminal/system/systemctl.h"

namespace podfall {

namespace {

std::string two(int n) {
    return pad_left(to_text(n), 2, '0');
}

std::string clock_text(const CivilTime& t) {
    return cat(two(t.hour), ":", two(t.minute), ":", two(t.second));
}

constexpr const char* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// ellipsize_mem at nine tenths of the width.
std::string shortened(const std::string& text, std::size_t width) {
    if (text.size() <= width || width < 4) return text;
    const std::size_t head = std::min(width * 90 / 100, width - 3);
    const std::size_t tail = width - head - 3;
    return cat(text.substr(0, head), "...", text.substr(text.size() - tail));
}

}  // namespace

std::string systemd_timestamp(const World& world, Time t) {
    const CivilTime c = civil_time(t, world.utc_offset);
    return cat(weekdays[c.weekday], " ", c.year, "-", two(c.month), "-", two(c.day), " ",
               clock_text(c), world.utc_offset == hours(9) ? " KST" : " UTC");
}

std::string systemd_ago(Duration d) {
    if (d >= days(14)) return cat(d / days(7), " weeks ", d % days(7) / days(1), " days ago");
    if (d >= days(2)) return cat(d / days(1), " days ago");
    if (d >= hours(25)) return cat("1 day ", (d - days(1)) / hours(1), "h ago");
    if (d >= hours(6)) return cat(d / hours(1), "h ago");
    if (d >= hours(1)) return cat(d / hours(1), "h ", d % hours(1) / minutes(1), "min ago");
    if (d >= minutes(5)) return cat(d / minutes(1), "min ago");
    if (d >= minutes(1)) return cat(d / minutes(1), "min ", d % minutes(1) / seconds(1), "s ago");
    if (d >= seconds(1)) return cat(d / seconds(1), "s ago");
    return cat(d / milliseconds(1), "ms ago");
}

std::string journal_text(const World& world, const Machine& machine, const JournalLine& line,
                         int columns, bool* cut) {
    const CivilTime c = civil_time(line.at, world.utc_offset);
    const std::string head = cat(months[c.month - 1], " ", two(c.day), " ", clock_text(c), " ",
                                 machine.name, " ", line.identifier, ": ");
    if (columns <= 0) return head + line.message;
    const std::size_t left = head.size() < static_cast<std::size_t>(columns)
                                 ? static_cast<std::size_t>(columns) - head.size()
                                 : 0;
    const std::string text = shortened(line.message, left);
    if (cut && text.size() != line.message.size()) *cut = true;
    return head + text;
}

}  // namespace podfall
