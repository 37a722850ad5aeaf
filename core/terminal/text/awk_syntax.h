// The tree of an awk program.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/terminal/text/regular_expression.h"

namespace podfall::awk {

enum class Op : std::uint8_t {
    // expressions
    number,
    text,
    regex,
    variable,
    element,
    field,
    group,
    assign,
    conditional,
    or_,
    and_,
    not_,
    in,
    match,
    no_match,
    compare,
    concatenate,
    arithmetic,
    negate,
    plus,
    pre_step,
    post_step,
    call,
    // statements
    block,
    expression,
    print,
    printf,
    if_,
    while_,
    do_,
    for_,
    for_in,
    break_,
    continue_,
    next,
    exit,
    delete_,
};

constexpr RegularExpression::Options regex_options = {.extended = true,
                                                      .escapes = RegularExpression::Escapes::awk};

struct Tree {
    Op op{};
    std::string text;         // name, literal, or the operator: "+", "<=", "++"
    std::int64_t number = 0;  // in millionths
    RegularExpression regex;
    std::vector<std::unique_ptr<Tree>> parts;
};
using TreeRef = std::unique_ptr<Tree>;

struct Rule {
    enum class When : std::uint8_t { begin, end, always, pattern, range } when = When::always;
    TreeRef pattern, until;
    TreeRef action;  // null prints the record
};

// False with `error` filled.
bool parse(std::string_view program, std::vector<Rule>& rules, std::string& error);

}  // namespace podfall::awk
