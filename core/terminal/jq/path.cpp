// Assignments and del(): filters that name places in a value.
#include <algorithm>

#include "core/base/text.h"
#include "core/terminal/jq/builtin.h"

namespace podfall::jq {

namespace {

using Path = std::vector<Value>;  // keys and indices

const Value* at_path(const Value& in, const Path& path) {
    const Value* v = &in;
    for (const Value& step : path) {
        if (step.kind == Kind::text) {
            v = v->find(step.text);
        } else {
            const double n =
                step.number < 0 ? step.number + static_cast<double>(v->items.size()) : step.number;
            v = v->kind == Kind::array && n >= 0 && n < static_cast<double>(v->items.size())
                    ? &v->items[static_cast<std::size_t>(n)]
                    : nullptr;
        }
        if (!v) return nullptr;
    }
    return v;
}

Value& edit_path(Value& in, const Path& path) {
    Value* v = &in;
    for (const Value& step : path) {
        if (step.kind == Kind::text) {
            v = &v->at_or_new(step.text);
            continue;
        }
        v->kind = Kind::array;
        const double n =
            step.number < 0 ? step.number + static_cast<double>(v->items.size()) : step.number;
        const auto i = static_cast<std::size_t>(std::clamp(n, 0.0, 1e5));
        if (v->items.size() <= i) v->items.resize(i + 1);
        v = &v->items[i];
    }
    return *v;
}

// The places that a filter names, below each of `from`.
bool paths_of(const Node& node, const Value& in, const std::vector<Path>& from,
              const Variables& vars, std::vector<Path>& out, std::string& error) {
    if (node.op == Op::pipe) {
        std::vector<Path> between;
        return paths_of(*node.kids[0], in, from, vars, between, error) &&
               paths_of(*node.kids[1], in, between, vars, out, error);
    }
    if (node.op == Op::comma)
        return paths_of(*node.kids[0], in, from, vars, out, error) &&
               paths_of(*node.kids[1], in, from, vars, out, error);
    if (node.op == Op::attempt) {
        std::string ignored;
        paths_of(*node.kids[0], in, from, vars, out, ignored);
        return true;
    }
    for (const Path& path : from) {
        const Value* found = at_path(in, path);
        const Value here = found ? *found : Value{};
        std::vector<Value> keys;
        if (node.op == Op::identity) {
            out.push_back(path);
        } else if (node.op == Op::field) {
            keys.push_back(text(node.text));
        } else if (node.op == Op::index) {
            if (!evaluate(*node.kids[0], here, vars, keys, error)) return false;
        } else if (node.op == Op::iterate) {
            for (std::size_t i = 0; i < here.items.size(); ++i)
                keys.push_back(here.kind == Kind::object ? text(here.keys[i])
                                                         : number(static_cast<double>(i)));
        } else if (node.op == Op::call && node.text == "select" && node.kids.size() == 1) {
            std::vector<Value> verdicts;
            if (!evaluate(*node.kids[0], here, vars, verdicts, error)) return false;
            for (const Value& v : verdicts)
                if (v.truthy()) out.push_back(path);
        } else {
            error = "Invalid path expression";
            return false;
        }
        for (Value& key : keys) {
            out.push_back(path);
            out.back().push_back(std::move(key));
        }
    }
    return true;
}

}  // namespace

bool assign(const Node& node, const Value& in, const Variables& vars, std::vector<Value>& out,
            std::string& error) {
    std::vector<Path> paths;
    if (!paths_of(*node.kids[0], in, {Path{}}, vars, paths, error)) return false;
    const std::string op = node.text.substr(0, node.text.size() - 1);
    Value made = in;
    for (const Path& path : paths) {
        Value& place = edit_path(made, path);
        std::vector<Value> values;
        if (!evaluate(*node.kids[1], op == "|" ? Value(place) : in, vars, values, error))
            return false;
        if (values.empty()) continue;
        if (op == "//")
            place = place.truthy() ? place : values[0];
        else if (op.empty() || op == "|")
            place = values[0];
        else if (Value sum; binary_value(op, place, values[0], sum, error))
            place = std::move(sum);
        else
            return false;
    }
    out.push_back(std::move(made));
    return true;
}

bool remove_paths(const Node& node, const Value& in, const Variables& vars, Value& out,
                  std::string& error) {
    std::vector<Path> paths;
    if (!paths_of(node, in, {Path{}}, vars, paths, error)) return false;
    out = in;
    // The last places first, so that the indices of the others stay.
    std::reverse(paths.begin(), paths.end());
    for (Path& path : paths) {
        if (path.empty() || !at_path(out, path)) continue;
        const Value last = path.back();
        path.pop_back();
        Value& parent = edit_path(out, path);
        if (last.kind == Kind::text) {
            parent.erase(last.text);
            continue;
        }
        const double n =
            last.number < 0 ? last.number + static_cast<double>(parent.items.size()) : last.number;
        parent.items.erase(parent.items.begin() + static_cast<std::ptrdiff_t>(n));
    }
    return true;
}

}  // namespace podfall::jq
