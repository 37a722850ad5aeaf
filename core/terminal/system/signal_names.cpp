// The table of signal names.
#include "core/terminal/system/signal_names.h"

#include "core/base/text.h"

namespace podfall {

namespace {

constexpr int last_signal = 64;
constexpr const char* names[] = {
    "",     "HUP",  "INT",  "QUIT", "ILL",    "TRAP",   "ABRT",  "BUS",  "FPE",  "KILL", "USR1",
    "SEGV", "USR2", "PIPE", "ALRM", "TERM",   "STKFLT", "CHLD",  "CONT", "STOP", "TSTP", "TTIN",
    "TTOU", "URG",  "XCPU", "XFSZ", "VTALRM", "PROF",   "WINCH", "IO",   "PWR",  "SYS"};
constexpr int named = sizeof names / sizeof names[0];

}  // namespace

int signal_number(std::string_view text) {
    std::int64_t n = 0;
    if (parse_int(text, n)) return n >= 0 && n <= last_signal ? static_cast<int>(n) : -1;
    std::string name = to_lower(text);
    if (name.rfind("sig", 0) == 0) name.erase(0, 3);
    for (int i = 1; i < named; ++i)
        if (name == to_lower(names[i])) return i;
    return -1;
}

std::string signal_name(int number) {
    return number > 0 && number < named ? names[number] : "";
}

}  // namespace podfall
