// Parses and executes JSONPath templates.
#include "core/terminal/kubectl/print/jsonpath.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/api/format/object_json.h"
#include "core/base/text.h"
#include "core/terminal/kubectl/client/json.h"

namespace podfall::kube {

namespace {

bool structured(const Json& v) {
    return v.is_array() || v.is_object();
}

void children(const Json& value, JsonPathRun::Values& out) {
    if (structured(value)) {
        for (const Json& item : value) out.push_back(&item);
    }
}

// -1, 0, 1; 2 when the types are not comparable.
int compare(const Json& a, const Json& b) {
    if (a.is_string() && b.is_string()) {
        const int c = a.get_ref<const std::string&>().compare(b.get_ref<const std::string&>());
        return c < 0 ? -1 : c > 0;
    }
    if (a.is_boolean() && b.is_boolean()) {
        return static_cast<int>(a.get<bool>()) - static_cast<int>(b.get<bool>());
    }
    if (a.is_number() && b.is_number() && a.is_number_float() == b.is_number_float()) {
        return a < b ? -1 : b < a;
    }
    return 2;
}

}  // namespace

const Json* JsonPathRun::literal(Json value) {
    literals_.push_back(std::make_shared<const Json>(std::move(value)));
    return literals_.back().get();
}

bool JsonPathRun::all(const Values& in, const std::vector<PathNode>& nodes, Values& out) {
    Values current = in;
    for (const PathNode& node : nodes) {
        Values next;
        if (!walk(current, node, next)) return false;
        current = std::move(next);
    }
    out = std::move(current);
    return true;
}

bool JsonPathRun::field(const Values& in, const PathNode& node, Values& out) {
    if (in.empty()) return true;
    for (const Json* value : in) {
        if (!value->is_object()) continue;
        const auto it = value->find(node.text);
        if (it != value->end()) out.push_back(&*it);
    }
    if (out.empty() && !allow_missing_) return fail(cat(node.text, " is not found"));
    return true;
}

bool JsonPathRun::array(const Values& in, const PathNode& node, Values& out) {
    for (const Json* value : in) {
        if (value->is_null()) continue;
        if (!value->is_array()) {
            return fail(cat(value->is_object()   ? "map[string]interface {}"
                            : value->is_string() ? "string"
                                                 : "int64",
                            " is not array or slice"));
        }
        const int length = static_cast<int>(value->size());
        int from = node.bounds[0].known ? node.bounds[0].value : 0;
        int to = node.bounds[1].known ? node.bounds[1].value : length;
        if (from < 0) from += length;
        if (to < 0 || (to == 0 && node.bounds[1].derived)) to += length;
        if (to == from) continue;
        if (from >= length || from < 0) {
            return fail(cat("array index out of bounds: index ", from, ", length ", length));
        }
        if (to > length || to < 0) {
            return fail(cat("array index out of bounds: index ", to - 1, ", length ", length));
        }
        if (from > to) {
            return fail(cat("starting index ", from, " is greater than ending index ", to));
        }
        const int step = node.bounds[2].known ? node.bounds[2].value : 1;
        if (step <= 0) return fail("step must be > 0");
        for (int i = from; i < to; i += step) out.push_back(&(*value)[static_cast<std::size_t>(i)]);
    }
    return true;
}

bool JsonPathRun::filter(const Values& in, const PathNode& node, Values& out) {
    for (const Json* value : in) {
        if (!value->is_array()) {
            return fail(cat(go_value(*value), " is not array or slice and cannot be filtered"));
        }
        for (const Json& item : *value) {
            Values left, right;
            const bool found = all({&item}, node.nodes[0].nodes, left);
            if (node.text == "exists") {
                if (found && !left.empty()) out.push_back(&item);
                continue;
            }
            if (!found) return false;
            if (left.empty()) continue;
            if (!all({&item}, node.nodes[1].nodes, right)) return false;
            if (right.empty()) continue;
            if (left.size() > 1 || right.size() > 1) {
                return fail("can only compare one element at a time");
            }
            const int order = compare(*left[0], *right[0]);
            if (order == 2) return fail("incompatible types for comparison");
            const std::string& op = node.text;
            const bool pass = op == "<"    ? order < 0
                              : op == ">"  ? order > 0
                              : op == "==" ? order == 0
                              : op == "!=" ? order != 0
                              : op == "<=" ? order <= 0
                              : op == ">=" ? order >= 0
                                           : !fail(cat("unrecognized filter operator ", op));
            if (!error_.empty()) return false;
            if (pass) out.push_back(&item);
        }
    }
    return true;
}

void JsonPathRun::recursive(const Values& in, Values& out) {
    for (const Json* value : in) {
        Values inner;
        children(*value, inner);
        if (inner.empty()) continue;
        out.push_back(value);
        recursive(inner, out);
    }
}

bool JsonPathRun::walk(const Values& in, const PathNode& node, Values& out) {
    switch (node.type) {
        case PathNode::Type::list:
            return all(in, node.nodes, out);
        case PathNode::Type::text:
            out.push_back(literal(node.text));
            return true;
        case PathNode::Type::field:
            return field(in, node, out);
        case PathNode::Type::array:
            return array(in, node, out);
        case PathNode::Type::filter:
            return filter(in, node, out);
        case PathNode::Type::number:
            for (std::size_t i = 0; i < in.size(); ++i) {
                out.push_back(node.is_float ? literal(node.number)
                                            : literal(static_cast<std::int64_t>(node.number)));
            }
            return true;
        case PathNode::Type::boolean:
            for (std::size_t i = 0; i < in.size(); ++i) out.push_back(literal(node.text == "true"));
            return true;
        case PathNode::Type::wildcard:
            for (const Json* value : in) children(*value, out);
            return true;
        case PathNode::Type::recursive:
            recursive(in, out);
            return true;
        case PathNode::Type::union_:
            for (const PathNode& part : node.nodes) {
                Values found;
                if (!all(in, part.nodes, found)) return false;
                out.insert(out.end(), found.begin(), found.end());
            }
            return true;
        case PathNode::Type::identifier:
            if (node.text == "range") {
                ++begin_range_;
                out = in;
                return true;
            }
            if (node.text != "end") return fail(cat("unrecognized identifier ", node.text));
            if (in_range_ == 0) return fail("not in range, nothing to end");
            ++end_range_;
            return true;
    }
    return true;
}

// The nodes from `begin` up to the {end} that closes their range.
bool JsonPathRun::block(const std::vector<PathNode>& nodes, std::size_t begin, const Json& data,
                        std::vector<Values>& out) {
    static const Json nothing;
    for (std::size_t i = begin; i < nodes.size(); ++i) {
        Values found;
        const Values in = data.is_null() ? Values{} : Values{&data};
        if (!walk(in, nodes[i], found)) return false;
        if (end_range_ > 0 && end_range_ <= in_range_) {
            --end_range_;
            last_end_ = i;
            break;
        }
        if (begin_range_ == 0) {
            out.push_back(std::move(found));
            continue;
        }
        --begin_range_;
        ++in_range_;
        std::vector<Values> unused;
        for (const Json* value : found) {
            if (!block(nodes, i + 1, *value, out)) return false;
        }
        if (found.empty() && !block(nodes, i + 1, nothing, unused)) return false;
        --in_range_;
        i = std::max(i, last_end_);
    }
    return true;
}

bool JsonPathRun::find(const JsonPath& path, const Json& data, std::vector<Values>& out,
                       std::string& error) {
    if (block(path.nodes, 0, data, out)) return true;
    error = error_;
    return false;
}

bool run_json_path(const JsonPath& path, const Json& data, bool allow_missing, bool as_json,
                   std::string& out, std::string& error) {
    JsonPathRun run(allow_missing);
    std::vector<JsonPathRun::Values> found;
    if (!run.find(path, data, found, error)) return false;
    for (const JsonPathRun::Values& values : found) {
        if (as_json) {
            Json list = Json::array();
            for (const Json* v : values) list.push_back(*v);
            out += json_pretty(list);
            continue;
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (i) out += ' ';
            out += structured(*values[i]) ? json_text(*values[i]) : go_value(*values[i]);
        }
    }
    return true;
}

namespace {
std::string number_text(const Json& v) {
    if (!v.is_number_float()) return v.dump();
    const double d = v.get<double>();
    if (d == static_cast<double>(static_cast<std::int64_t>(d)) && d < 1e15 && d > -1e15) {
        return to_text(static_cast<std::int64_t>(d));
    }
    return v.dump();
}
}  // namespace

std::string go_value(const Json& v) {
    if (v.is_null()) return "<nil>";
    if (v.is_string()) return v.get<std::string>();
    if (v.is_number()) return number_text(v);
    if (v.is_array()) {
        std::string text = "[";
        for (const Json& item : v) text += cat(text.size() > 1 ? " " : "", go_value(item));
        return text + "]";
    }
    if (v.is_object()) {
        std::string text = "map[";
        for (const auto& [key, value] : members(v)) {
            text += cat(text.size() > 4 ? " " : "", key, ":", go_value(value));
        }
        return text + "]";
    }
    return v.dump();
}

std::string go_syntax(const Json& v) {
    if (v.is_null()) return "interface {}(nil)";
    if (v.is_string()) return quote(v.get<std::string>());
    if (v.is_array()) {
        std::string text;
        for (const Json& item : v) text += cat(text.empty() ? "" : ", ", go_syntax(item));
        return cat("[]interface {}{", text, "}");
    }
    if (v.is_object()) {
        std::string text;
        for (const auto& [key, value] : members(v)) {
            text += cat(text.empty() ? "" : ", ", quote(key), ":", go_syntax(value));
        }
        return cat("map[string]interface {}{", text, "}");
    }
    return v.dump();
}

}  // namespace podfall::kube
