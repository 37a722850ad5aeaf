// jq's functions, formats (@csv, @base64) and assignments.
#pragma once

#include "core/terminal/jq/filter.h"

namespace podfall::jq {

bool call(const Node& node, const Value& in, const Variables& vars, std::vector<Value>& out,
          std::string& error);

// A value in a format such as "base64", as text.
bool format_value(const std::string& format, const Value& v, std::string& out, std::string& error);

// `path |= filter`, `path = filter`, `path += filter`
bool assign(const Node& node, const Value& in, const Variables& vars, std::vector<Value>& out,
            std::string& error);

// del(path)
bool remove_paths(const Node& path, const Value& in, const Variables& vars, Value& out,
                  std::string& error);

// The binary operators on two values.
bool binary_value(const std::string& op, const Value& a, const Value& b, Value& out,
                  std::string& error);

Value split_text(std::string_view text, std::string_view separator);

}  // namespace podfall::jq
