// Small values that objects consist of.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/api/schema/quantity.h"
#include "core/base/time.h"

namespace podfall {

using StringMap = std::map<std::string, std::string>;

// Resource name ("cpu", "memory", "pods") to amount.
using ResourceList = std::map<std::string, Quantity>;

// Go's []byte: base64 in JSON, plain here.
struct Bytes {
    std::string data;
};
using BytesMap = std::map<std::string, Bytes>;

// A piece of compact JSON that the simulation does not interpret. Empty: nil.
struct RawJson {
    std::string text;
};

// intstr.IntOrString: a number, or a text such as "25%" or a port name.
struct IntOrString {
    bool is_string = false;
    std::int32_t number = 0;
    std::string string;

    IntOrString() = default;
    IntOrString(std::int32_t n) : number(n) {}
    IntOrString(std::string_view s) : is_string(true), string(s) {}
    IntOrString(const char* s) : is_string(true), string(s) {}
    bool operator==(const IntOrString&) const = default;

    // Go's IntOrString.String.
    std::string text() const;
};

// A number, or a percentage of `total` (GetScaledValueFromIntOrPercent); false when a text is not a
// percentage, with Go's error in `error`.
bool scaled_value(const IntOrString& value, int total, bool round_up, int& out, std::string& error);

// "2026-11-24T00:44:47Z", and with six digits after the second: metav1.Time and MicroTime in JSON.
std::string rfc3339(Time t);
std::string rfc3339_micro(Time t);

// Parses RFC 3339 with any zone and fraction; false when the text is anything else.
bool parse_rfc3339(std::string_view text, Time& out);

}  // namespace podfall
