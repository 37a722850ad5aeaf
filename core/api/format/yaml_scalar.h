// The meaning of a plain YAML scalar in go-yaml v2, needed for reading and for deciding what to
// quote.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace podfall {

enum class YamlTag : std::uint8_t { string, boolean, null, integer, floating, timestamp, merge };

struct YamlScalar {
    YamlTag tag = YamlTag::string;
    bool boolean = false;
    bool negative = false;        // of an integer
    std::uint64_t magnitude = 0;  // of an integer
    double floating = 0;
};

// Models resolve.go with an empty tag.
YamlScalar resolve_scalar(std::string_view text);

// "12:30" is a base-60 number in YAML 1.1, so it is quoted although go-yaml would not read it as
// one.
bool is_base60(std::string_view text);

// strconv.FormatFloat(value, 'g', -1, 64).
std::string go_float(double value);

}  // namespace podfall
