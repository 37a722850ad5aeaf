// A JSON value as jq 1.6 handles it. Our own jq: a port of the C program would bring 300 KB of code
// with two parser generators and Oniguruma, while the filters that people use on kubectl's output
// need an interpreter of some KB; and nlohmann's default object sorts its keys, where jq keeps the
// order in which a filter names them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"

namespace podfall::jq {

enum class Kind : std::uint8_t { null, no, yes, number, text, array, object };  // in sort order

struct Value {
    Kind kind = Kind::null;
    double number = 0;
    std::string text;
    std::vector<Value> items;       // of an array; or an object's values
    std::vector<std::string> keys;  // of an object

    const Value* find(std::string_view key) const;
    Value& at_or_new(const std::string& key);
    void erase(std::string_view key);
    bool truthy() const { return kind != Kind::null && kind != Kind::no; }
};

Value boolean(bool b);
Value number(double n);
Value text(std::string s);
Value array(std::vector<Value> items);
const char* kind_name(Kind kind);  // "null", "boolean", "number", ...

// -1, 0, 1 in jq's order of all values.
int compare(const Value& a, const Value& b);

// Reads the values of a text, one after another. False with jq's error.
bool read_values(std::string_view input, std::vector<Value>& out, std::string& error);

// The value as text; `indent` 0 puts it on one line; 1 to 7 spaces a level, 8: a tab.
struct Style {
    int indent = 2;
    bool sorted = false;
};
std::string print(const Value& v, const Style& style);

}  // namespace podfall::jq
