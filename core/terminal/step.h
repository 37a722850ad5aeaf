// The result of a command's turn: it has ended, or it waits for something.
#pragma once

#include <cstdint>

#include "core/base/time.h"

namespace podfall {

struct Step {
    enum class What : std::uint8_t {
        exited,  // it has ended with `exit_code`
        sleep,   // until `until`
        input,   // until stdin has more, or has ended
        change,  // until the store changes or a connection breaks, at the latest at `until`
        child,   // until the command started with start_child() has ended
    } what = What::exited;
    int exit_code = 0;
    Time until = never;
};

template <class V>
void fields(V& v, Step& s) {
    v("what", s.what), v("exit_code", s.exit_code), v("until", s.until);
}

constexpr Step exited(int code) {
    return {Step::What::exited, code, never};
}
constexpr Step sleep_until(Time t) {
    return {Step::What::sleep, 0, t};
}
constexpr Step wait_input(Time until = never) {
    return {Step::What::input, 0, until};
}
constexpr Step wait_change(Time until = never) {
    return {Step::What::change, 0, until};
}
constexpr Step wait_child(Time until = never) {
    return {Step::What::child, 0, until};
}

}  // namespace podfall
