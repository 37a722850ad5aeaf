// Evaluates filters. Models jq 1.6.
#include <algorithm>
#include <cmath>

#include "core/base/text.h"
#include "core/terminal/jq/builtin.h"

namespace podfall::jq {

namespace {

using Values = std::vector<Value>;

// jq's beginning of a value in an error.
std::string excerpt(const Value& v) {
    std::string s = print(v, {.indent = 0});
    if (s.size() > 11) s = s.substr(0, 10) + "...";
    return s;
}

bool bad(std::string& error, std::string why) {
    error = std::move(why);
    return false;
}

bool take_index(const Value& in, const Value& key, Value& out, std::string& error) {
    out = {};
    if (key.kind == Kind::text && (in.kind == Kind::object || in.kind == Kind::null)) {
        if (const Value* found = in.find(key.text)) out = *found;
        return true;
    }
    if (key.kind == Kind::number && (in.kind == Kind::array || in.kind == Kind::null)) {
        double n = std::floor(key.number);
        if (n < 0) n += static_cast<double>(in.items.size());
        if (n >= 0 && n < static_cast<double>(in.items.size()))
            out = in.items[static_cast<std::size_t>(n)];
        return true;
    }
    return bad(error,
               key.kind == Kind::text
                   ? cat("Cannot index ", kind_name(in.kind), " with \"", key.text, "\"")
                   : cat("Cannot index ", kind_name(in.kind), " with ", kind_name(key.kind)));
}

bool take_slice(const Value& in, const Value& from, const Value& to, Value& out,
                std::string& error) {
    if (in.kind == Kind::null) return out = {}, true;
    if (in.kind != Kind::array && in.kind != Kind::text)
        return bad(error, cat("Cannot index ", kind_name(in.kind), " with object"));
    const auto size =
        static_cast<std::int64_t>(in.kind == Kind::text ? in.text.size() : in.items.size());
    const auto place = [&](const Value& v, std::int64_t otherwise) {
        std::int64_t n = v.kind == Kind::number ? static_cast<std::int64_t>(v.number) : otherwise;
        return std::clamp<std::int64_t>(n < 0 ? n + size : n, 0, size);
    };
    const std::int64_t a = place(from, 0), b = std::max(place(to, size), a);
    if (in.kind == Kind::text)
        out = text(in.text.substr(static_cast<std::size_t>(a), static_cast<std::size_t>(b - a)));
    else
        out = array({in.items.begin() + a, in.items.begin() + b});
    return true;
}

Value merged(const Value& a, const Value& b) {  // `*` of objects
    Value out = a;
    for (std::size_t i = 0; i < b.keys.size(); ++i) {
        Value& have = out.at_or_new(b.keys[i]);
        have = have.kind == Kind::object && b.items[i].kind == Kind::object
                   ? merged(have, b.items[i])
                   : b.items[i];
    }
    return out;
}

bool calculate(const std::string& op, const Value& a, const Value& b, Value& out,
               std::string& error) {
    if (op == "==") return out = boolean(compare(a, b) == 0), true;
    if (op == "!=") return out = boolean(compare(a, b) != 0), true;
    if (op == "<") return out = boolean(compare(a, b) < 0), true;
    if (op == "<=") return out = boolean(compare(a, b) <= 0), true;
    if (op == ">") return out = boolean(compare(a, b) > 0), true;
    if (op == ">=") return out = boolean(compare(a, b) >= 0), true;
    const bool numbers = a.kind == Kind::number && b.kind == Kind::number;
    if (op == "+") {
        if (a.kind == Kind::null) return out = b, true;
        if (b.kind == Kind::null) return out = a, true;
        if (numbers) return out = number(a.number + b.number), true;
        if (a.kind == b.kind && a.kind == Kind::text) return out = text(a.text + b.text), true;
        if (a.kind == b.kind && a.kind == Kind::array) {
            out = a;
            out.items.insert(out.items.end(), b.items.begin(), b.items.end());
            return true;
        }
        if (a.kind == b.kind && a.kind == Kind::object) {
            out = a;
            for (std::size_t i = 0; i < b.keys.size(); ++i) out.at_or_new(b.keys[i]) = b.items[i];
            return true;
        }
    } else if (op == "-") {
        if (numbers) return out = number(a.number - b.number), true;
        if (a.kind == Kind::array && b.kind == Kind::array) {
            out = array({});
            for (const Value& v : a.items)
                if (std::none_of(b.items.begin(), b.items.end(),
                                 [&](const Value& w) { return compare(v, w) == 0; }))
                    out.items.push_back(v);
            return true;
        }
    } else if (op == "*") {
        if (numbers) return out = number(a.number * b.number), true;
        if (a.kind == Kind::object && b.kind == Kind::object) return out = merged(a, b), true;
    } else if (numbers) {
        const bool whole = op == "%";
        const double by = whole ? std::trunc(b.number) : b.number;
        if (by == 0)
            return bad(error, cat(kind_name(a.kind), " (", excerpt(a), ") and ", kind_name(b.kind),
                                  " (", excerpt(b),
                                  ") cannot be divided because the divisor is "
                                  "zero"));
        return out = number(whole ? std::fmod(std::trunc(a.number), by) : a.number / by), true;
    } else if (op == "/" && a.kind == Kind::text && b.kind == Kind::text) {
        return out = split_text(a.text, b.text), true;
    }
    const char* what = op == "+"   ? "added"
                       : op == "-" ? "subtracted"
                       : op == "*" ? "multiplied"
                                   : "divided";
    return bad(error, cat(kind_name(a.kind), " (", excerpt(a), ") and ", kind_name(b.kind), " (",
                          excerpt(b), ") cannot be ", what));
}

bool objects(const Node& node, std::size_t at, const Value& in, const Variables& vars,
             const Value& made, Values& out, std::string& error) {
    if (at == node.kids.size()) return out.push_back(made), true;
    Values keys, values;
    if (!evaluate(*node.kids[at], in, vars, keys, error) ||
        !evaluate(*node.kids[at + 1], in, vars, values, error))
        return false;
    for (const Value& key : keys) {
        if (key.kind != Kind::text) return bad(error, "Object keys must be strings");
        for (const Value& value : values) {
            Value next = made;
            next.at_or_new(key.text) = value;
            if (!objects(node, at + 2, in, vars, next, out, error)) return false;
        }
    }
    return true;
}

void descend(const Value& in, Values& out) {
    out.push_back(in);
    for (const Value& v : in.items) descend(v, out);
}

// Outputs that are neither null nor false; errors count as none.
bool alternative(const Node& node, const Value& in, const Variables& vars, Values& out,
                 std::string& error) {
    Values first;
    std::string ignored;
    evaluate(*node.kids[0], in, vars, first, ignored);
    const std::size_t before = out.size();
    for (Value& v : first)
        if (v.truthy()) out.push_back(std::move(v));
    return out.size() > before || evaluate(*node.kids[1], in, vars, out, error);
}

bool joined(const Node& node, const Value& in, const Variables& vars, Values& out,
            std::string& error) {
    std::string whole;
    for (std::size_t i = 0; i < node.kids.size(); ++i) {
        Values part;
        if (!evaluate(*node.kids[i], in, vars, part, error)) return false;
        for (const Value& v : part) {
            std::string piece = v.kind == Kind::text ? v.text : print(v, {.indent = 0});
            if (i % 2 == 1 && !node.text.empty() && !format_value(node.text, v, piece, error))
                return false;
            whole += piece;
        }
    }
    out.push_back(text(whole));
    return true;
}

// Each pair of outputs of the last two kids, the right one first.
bool pairs(const Node& node, const Value& in, const Variables& vars, Values& out,
           std::string& error) {
    Values left, right;
    if (!evaluate(*node.kids[1], in, vars, right, error) ||
        !evaluate(*node.kids[0], in, vars, left, error))
        return false;
    for (const Value& b : right)
        for (const Value& a : left) {
            Value made;
            if (!calculate(node.text, a, b, made, error)) return false;
            out.push_back(std::move(made));
        }
    return true;
}

bool logical(const Node& node, const Value& in, const Variables& vars, Values& out,
             std::string& error) {
    Values left;
    if (!evaluate(*node.kids[0], in, vars, left, error)) return false;
    for (const Value& a : left) {
        if (a.truthy() == (node.op == Op::either)) {
            out.push_back(boolean(node.op == Op::either));
            continue;
        }
        Values right;
        if (!evaluate(*node.kids[1], in, vars, right, error)) return false;
        for (const Value& b : right) out.push_back(boolean(b.truthy()));
    }
    return true;
}

bool bound(const Node& node, const Value& in, const Variables& vars, Values& out,
           std::string& error) {
    Values sources;
    if (!evaluate(*node.kids[0], in, vars, sources, error)) return false;
    Value state;
    if (node.op == Op::reduce) {
        Values first;
        if (!evaluate(*node.kids[1], in, vars, first, error)) return false;
        if (!first.empty()) state = first.back();
    }
    for (const Value& v : sources) {
        Variables more = vars;
        more.emplace_back(node.text, v);
        if (node.op == Op::bind) {
            if (!evaluate(*node.kids[1], in, more, out, error)) return false;
            continue;
        }
        Values next;
        if (!evaluate(*node.kids[2], state, more, next, error)) return false;
        state = next.empty() ? Value{} : next.back();
    }
    if (node.op == Op::reduce) out.push_back(state);
    return true;
}

bool attempted(const Node& node, const Value& in, const Variables& vars, Values& out,
               std::string& error) {
    std::string inner;
    if (evaluate(*node.kids[0], in, vars, out, inner)) return true;
    return node.kids.size() < 2 || evaluate(*node.kids[1], text(inner), vars, out, error);
}

bool chosen(const Node& node, const Value& in, const Variables& vars, Values& out,
            std::string& error) {
    Values conditions;
    if (!evaluate(*node.kids[0], in, vars, conditions, error)) return false;
    for (const Value& c : conditions) {
        if (!c.truthy() && node.kids.size() < 3) {
            out.push_back(in);
            continue;
        }
        if (!evaluate(*node.kids[c.truthy() ? 1 : 2], in, vars, out, error)) return false;
    }
    return true;
}

bool iterate(const Value& in, Values& out, std::string& error) {
    if (in.kind != Kind::array && in.kind != Kind::object)
        return bad(error, in.kind == Kind::null ? std::string("Cannot iterate over null (null)")
                                                : cat("Cannot iterate over ", kind_name(in.kind),
                                                      " (", excerpt(in), ")"));
    out.insert(out.end(), in.items.begin(), in.items.end());
    return true;
}

bool indexed(const Node& node, const Value& in, const Variables& vars, Values& out,
             std::string& error) {
    Values keys[2];
    for (std::size_t i = 0; i < node.kids.size(); ++i) {
        if (!node.kids[i])
            keys[i].emplace_back();
        else if (!evaluate(*node.kids[i], in, vars, keys[i], error))
            return false;
    }
    for (const Value& key : keys[0]) {
        Value found;
        const bool ok =
            node.op == Op::slice
                ? take_slice(in, key, keys[1].empty() ? Value{} : keys[1][0], found, error)
                : take_index(in, key, found, error);
        if (!ok) return false;
        out.push_back(std::move(found));
    }
    return true;
}

// `.a[0] | .b`: an index looks its key up in the input of the whole term, but only constants and
// variables are written there in practice.
bool piped(const Node& node, const Value& in, const Variables& vars, Values& out,
           std::string& error) {
    Values left;
    if (!evaluate(*node.kids[0], in, vars, left, error)) return false;
    for (const Value& v : left)
        if (!evaluate(*node.kids[1], v, vars, out, error)) return false;
    return true;
}

bool negated(const Node& node, const Value& in, const Variables& vars, Values& out,
             std::string& error) {
    Values of;
    if (!evaluate(*node.kids[0], in, vars, of, error)) return false;
    for (const Value& v : of) {
        if (v.kind != Kind::number)
            return bad(error, cat(kind_name(v.kind), " (", excerpt(v), ") cannot be negated"));
        out.push_back(number(-v.number));
    }
    return true;
}

}  // namespace

bool evaluate(const Node& node, const Value& in, const Variables& vars, Values& out,
              std::string& error) {
    switch (node.op) {
        case Op::identity:
            return out.push_back(in), true;
        case Op::recurse:
            return descend(in, out), true;
        case Op::literal:
            return out.push_back(node.value), true;
        case Op::field: {
            Value found;
            if (!take_index(in, text(node.text), found, error)) return false;
            return out.push_back(std::move(found)), true;
        }
        case Op::index:
        case Op::slice:
            return indexed(node, in, vars, out, error);
        case Op::iterate:
            return iterate(in, out, error);
        case Op::format:
            return joined(node, in, vars, out, error);
        case Op::variable:
            for (std::size_t i = vars.size(); i > 0; --i)
                if (vars[i - 1].first == node.text) return out.push_back(vars[i - 1].second), true;
            return bad(error, cat("$", node.text, " is not defined"));
        case Op::pipe:
            return piped(node, in, vars, out, error);
        case Op::comma:
            return evaluate(*node.kids[0], in, vars, out, error) &&
                   evaluate(*node.kids[1], in, vars, out, error);
        case Op::bind:
        case Op::reduce:
            return bound(node, in, vars, out, error);
        case Op::call:
            return call(node, in, vars, out, error);
        case Op::array: {
            Values items;
            if (!node.kids.empty() && !evaluate(*node.kids[0], in, vars, items, error))
                return false;
            return out.push_back(array(std::move(items))), true;
        }
        case Op::object: {
            Value empty;
            empty.kind = Kind::object;
            return objects(node, 0, in, vars, empty, out, error);
        }
        case Op::negate:
            return negated(node, in, vars, out, error);
        case Op::binary:
            return pairs(node, in, vars, out, error);
        case Op::both:
        case Op::either:
            return logical(node, in, vars, out, error);
        case Op::alternative:
            return alternative(node, in, vars, out, error);
        case Op::condition:
            return chosen(node, in, vars, out, error);
        case Op::attempt:
            return attempted(node, in, vars, out, error);
        case Op::assign:
            return assign(node, in, vars, out, error);
    }
    return false;
}

bool binary_value(const std::string& op, const Value& a, const Value& b, Value& out,
                  std::string& error) {
    return calculate(op, a, b, out, error);
}

}  // namespace podfall::jq
