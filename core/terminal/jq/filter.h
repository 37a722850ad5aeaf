// A jq filter as a tree, and its evaluation.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/terminal/jq/value.h"

namespace podfall::jq {

enum class Op : std::uint8_t {
    identity,
    recurse,
    literal,
    field,
    index,
    slice,
    iterate,  // field: .text; index: .[kid]
    format,   // "a\(kid)b" with @text
    variable,
    pipe,
    comma,
    bind,
    reduce,
    call,
    array,
    object,
    negate,
    binary,
    both,
    either,
    alternative,
    condition,
    attempt,
    assign
};

struct Node {
    Op op = Op::identity;
    std::string text;
    Value value;
    std::vector<std::unique_ptr<Node>> kids;  // a null kid is left out: `.[:2]`
};
using NodePtr = std::unique_ptr<Node>;

// Null with jq's message.
NodePtr parse_filter(std::string_view source, std::string& error);

using Variables = std::vector<std::pair<std::string, Value>>;

// Appends the filter's outputs for an input; false with an error.
bool evaluate(const Node& node, const Value& in, const Variables& variables,
              std::vector<Value>& out, std::string& error);

}  // namespace podfall::jq
