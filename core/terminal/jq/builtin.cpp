// The functions of jq 1.6 that filters on Kubernetes objects use.
#include "core/terminal/jq/builtin.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/api/schema/scalars.h"
#include "core/base/base64.h"
#include "core/base/text.h"
#include "core/terminal/text/regular_expression.h"

namespace podfall::jq {

namespace {

using Values = std::vector<Value>;

struct Call {
    const Node& node;
    const Value& in;
    const Variables& vars;
    Values& out;
    std::string& error;

    const std::string& name() const { return node.text; }
    bool is(std::string_view which, std::size_t arguments) const {
        return node.text == which && node.kids.size() == arguments;
    }
    bool give(Value v) const { return out.push_back(std::move(v)), true; }
    bool bad(std::string why) const { return error = std::move(why), false; }
    // "number (3) has no keys"
    bool cannot(std::string_view what) const {
        std::string shown = print(in, {.indent = 0});
        if (shown.size() > 11) shown = shown.substr(0, 10) + "...";
        return bad(cat(kind_name(in.kind), " (", shown, ") ", what));
    }
    // The outputs of an argument for an input.
    bool run(std::size_t argument, const Value& on, Values& results) const {
        return evaluate(*node.kids[argument], on, vars, results, error);
    }
    bool first(std::size_t argument, Value& result) const {
        Values all;
        if (!run(argument, in, all)) return false;
        result = all.empty() ? Value{} : all[0];
        return true;
    }
};

bool is_pattern_call(std::string_view name) {
    return name == "test" || name == "match" || name == "sub" || name == "gsub" ||
           name == "capture" || name == "scan";
}

// PCRE's classes in the words of our regular expressions.
std::string posix_pattern(std::string_view pattern) {
    return replace_all(replace_all(pattern, "\\d", "[0-9]"), "(?:", "(");
}

bool call_pattern(const Call& c) {
    Value pattern, flags, replacement;
    const bool replaces = c.name() == "sub" || c.name() == "gsub";
    if (c.node.kids.empty() || !c.first(0, pattern)) return false;
    if (c.node.kids.size() > (replaces ? 2u : 1u) && !c.first(replaces ? 2 : 1, flags))
        return false;
    if (replaces && (c.node.kids.size() < 2 || !c.first(1, replacement))) return false;
    if (c.in.kind != Kind::text) return c.cannot("cannot be matched, as it is not a string");
    RegularExpression regex;
    RegexOptions options{};
    options.extended = true;
    options.ignore_case = contains(flags.text, "i");
    if (!regex.compile(posix_pattern(pattern.text), options))
        return c.bad(cat(pattern.text, " (at offset 0) is not a valid regex: ", regex.error()));
    Matches matches(regex, c.in.text);
    RegularExpression::Match m;
    if (c.name() == "test") return c.give(boolean(matches.next(m)));
    std::string out;
    std::size_t last = 0;
    const bool all = c.name() == "gsub" || c.name() == "scan" || contains(flags.text, "g");
    while (matches.next(m)) {
        const std::string_view whole = m.group(c.in.text, 0);
        if (replaces) {
            out += c.in.text.substr(last, m.begin[0] - last) + replacement.text;
            last = m.end[0];
        } else if (c.name() == "scan") {
            c.give(text(std::string(whole)));
        } else {
            Value found;
            found.at_or_new("offset") = number(static_cast<double>(m.begin[0]));
            found.at_or_new("length") = number(static_cast<double>(whole.size()));
            found.at_or_new("string") = text(std::string(whole));
            Value captures = array({});
            for (int g = 1; g <= regex.groups(); ++g) {
                Value group;
                group.at_or_new("string") = text(std::string(m.group(c.in.text, g)));
                captures.items.push_back(group);
            }
            found.at_or_new("captures") = captures;
            c.give(found);
        }
        if (!all) break;
    }
    return replaces ? c.give(text(out + c.in.text.substr(last))) : true;
}

// Items by the value of a filter, in order.
bool ordered(const Call& c, std::vector<std::pair<Value, Value>>& out) {
    if (c.in.kind != Kind::array) return c.cannot("cannot be sorted, as it is not an array");
    for (const Value& v : c.in.items) {
        Values keys;
        if (c.node.kids.empty())
            keys.push_back(v);
        else if (!c.run(0, v, keys))
            return false;
        out.emplace_back(array(std::move(keys)), v);
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const auto& a, const auto& b) { return compare(a.first, b.first) < 0; });
    return true;
}

bool call_order(const Call& c) {
    std::vector<std::pair<Value, Value>> sorted;
    if (!ordered(c, sorted)) return false;
    if (c.name().rfind("min", 0) == 0) return c.give(sorted.empty() ? Value{} : sorted[0].second);
    if (c.name().rfind("max", 0) == 0)
        return c.give(sorted.empty() ? Value{} : sorted.back().second);
    Value made = array({});
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const bool same = i > 0 && compare(sorted[i].first, sorted[i - 1].first) == 0;
        if (c.name() == "group_by") {
            if (!same) made.items.push_back(array({}));
            made.items.back().items.push_back(sorted[i].second);
        } else if (!same || c.name().rfind("sort", 0) == 0) {
            made.items.push_back(sorted[i].second);
        }
    }
    return c.give(made);
}

bool holds(const Value& a, const Value& b) {  // contains
    if (a.kind == Kind::text && b.kind == Kind::text) return contains(a.text, b.text);
    if (a.kind != b.kind) return false;
    if (a.kind == Kind::object) {
        for (std::size_t i = 0; i < b.keys.size(); ++i) {
            const Value* have = a.find(b.keys[i]);
            if (!have || !holds(*have, b.items[i])) return false;
        }
        return true;
    }
    if (a.kind != Kind::array) return compare(a, b) == 0;
    return std::all_of(b.items.begin(), b.items.end(), [&](const Value& wanted) {
        return std::any_of(a.items.begin(), a.items.end(),
                           [&](const Value& v) { return holds(v, wanted); });
    });
}

Value entry(Value key, const Value& value) {
    Value e;
    e.at_or_new("key") = std::move(key);
    e.at_or_new("value") = value;
    return e;
}

Value to_entries(const Value& in) {
    Value out = array({});
    for (std::size_t i = 0; i < in.keys.size(); ++i)
        out.items.push_back(entry(text(in.keys[i]), in.items[i]));
    return out;
}

Value from_entries(const Value& in) {
    Value out;
    out.kind = Kind::object;
    for (const Value& e : in.items) {
        Value key, value;
        for (const char* name : {"name", "Name", "key", "k"})
            if (const Value* v = e.find(name)) key = *v;
        for (const char* name : {"value", "v"})
            if (const Value* v = e.find(name)) value = *v;
        out.at_or_new(key.kind == Kind::text ? key.text : print(key, {.indent = 0})) = value;
    }
    return out;
}

void flat(const Value& in, int depth, Values& out) {
    for (const Value& v : in.items)
        if (v.kind == Kind::array && depth > 0)
            flat(v, depth - 1, out);
        else
            out.push_back(v);
}

double size_of(const Value& v) {
    if (v.kind == Kind::number) return std::fabs(v.number);
    if (v.kind != Kind::text) return static_cast<double>(v.items.size());
    return static_cast<double>(
        std::count_if(v.text.begin(), v.text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

// Functions of a list; false if it is none of them, else `done` says whether it succeeded.
bool call_list(const Call& c, bool& done) {
    const Value& in = c.in;
    const std::string& n = c.name();
    if (n == "sort" || n == "unique" || n == "min" || n == "max") return done = call_order(c), true;
    if (n == "reverse") {
        Value out = in;
        std::reverse(out.items.begin(), out.items.end());
        return done = c.give(out), true;
    }
    if (n == "first" || n == "last")
        return done = in.items.empty() ? c.give({})
                                       : c.give(n == "first" ? in.items[0] : in.items.back()),
               true;
    if (n == "flatten") {
        Value out = array({});
        flat(in, 1 << 20, out.items);
        return done = c.give(out), true;
    }
    if (n == "add") {
        Value sum;
        for (const Value& v : in.items) {
            Value next;
            if (!binary_value("+", sum, v, next, c.error)) return done = false, true;
            sum = std::move(next);
        }
        return done = c.give(sum), true;
    }
    if (n == "any" || n == "all") {
        const auto test = [](const Value& v) { return v.truthy(); };
        return done = c.give(boolean(n == "any"
                                         ? std::any_of(in.items.begin(), in.items.end(), test)
                                         : std::all_of(in.items.begin(), in.items.end(), test))),
               true;
    }
    return false;
}

// Functions without arguments.
bool call_plain(const Call& c, bool& known) {
    const Value& in = c.in;
    const std::string& n = c.name();
    bool done = false;
    known = true;
    if (n == "empty") return true;
    if (n == "not") return c.give(boolean(!in.truthy()));
    if (n == "length") return c.give(number(size_of(in)));
    if (n == "type") return c.give(text(kind_name(in.kind)));
    if (n == "tostring") return c.give(in.kind == Kind::text ? in : text(print(in, {.indent = 0})));
    if (n == "tojson") return c.give(text(print(in, {.indent = 0})));
    if (n == "tonumber" || n == "fromjson") {
        if (in.kind == Kind::number) return c.give(in);
        Values read;
        if (in.kind != Kind::text || !read_values(in.text, read, c.error) || read.empty() ||
            (n == "tonumber" && read[0].kind != Kind::number))
            return c.error.empty() ? c.cannot("cannot be parsed as a number") : false;
        return c.give(read[0]);
    }
    if (n == "keys" || n == "keys_unsorted" || n == "to_entries") {
        if (in.kind != Kind::object && in.kind != Kind::array) return c.cannot("has no keys");
        if (n == "to_entries") return c.give(to_entries(in));
        Value keys = array({});
        for (std::size_t i = 0; i < in.items.size(); ++i)
            keys.items.push_back(in.kind == Kind::object ? text(in.keys[i])
                                                         : number(static_cast<double>(i)));
        if (n == "keys")
            std::sort(keys.items.begin(), keys.items.end(),
                      [](const Value& a, const Value& b) { return compare(a, b) < 0; });
        return c.give(keys);
    }
    if (n == "from_entries") return c.give(from_entries(in));
    if (n == "values") return in.kind == Kind::null || c.give(in);
    if (call_list(c, done)) return done;
    if (n == "floor" || n == "ceil" || n == "round")
        return c.give(number(n == "floor"  ? std::floor(in.number)
                             : n == "ceil" ? std::ceil(in.number)
                                           : std::round(in.number)));
    if (n == "ascii_downcase" || n == "ascii_upcase") {
        std::string s = to_lower(in.text);
        if (n == "ascii_upcase")
            for (char& ch : s) ch = ch >= 'a' && ch <= 'z' ? static_cast<char>(ch - 32) : ch;
        return c.give(text(s));
    }
    if (n == "recurse") {
        c.give(in);
        for (const Value& v : in.items)
            if (!call_plain({c.node, v, c.vars, c.out, c.error}, known)) return false;
        return true;
    }
    for (const char* kind : {"strings", "numbers", "arrays", "objects", "booleans", "nulls"})
        if (n == kind) return n != std::string(kind_name(in.kind)) + "s" || c.give(in);
    if (n == "fromdateiso8601" || n == "fromdate") {
        Time t = 0;
        if (!parse_rfc3339(in.text, t)) return c.cannot("does not match format");
        return c.give(number(static_cast<double>(t / seconds(1))));
    }
    if (n == "error") return c.bad(in.kind == Kind::text ? in.text : print(in, {.indent = 0}));
    known = false;
    return true;
}

// map and map_values.
bool call_map(const Call& c) {
    Value out = array({});
    out.kind = c.name() == "map" ? Kind::array : c.in.kind;
    if (c.in.kind != Kind::array && c.in.kind != Kind::object)
        return c.bad(cat("Cannot iterate over ", kind_name(c.in.kind)));
    for (std::size_t i = 0; i < c.in.items.size(); ++i) {
        Values results;
        if (!c.run(0, c.in.items[i], results)) return false;
        if (c.name() == "map") {
            out.items.insert(out.items.end(), results.begin(), results.end());
        } else if (!results.empty()) {
            if (out.kind == Kind::object) out.keys.push_back(c.in.keys[i]);
            out.items.push_back(results[0]);
        }
    }
    return c.give(out);
}

// any and all, with a condition.
bool call_any(const Call& c) {
    bool found = c.name() == "all";
    for (const Value& v : c.in.items) {
        Values results;
        if (!c.run(0, v, results)) return false;
        for (const Value& r : results)
            if (r.truthy() != (c.name() == "all")) found = c.name() == "any";
    }
    return c.give(boolean(found));
}

bool call_filter(const Call& c, bool& known) {
    known = true;
    if (c.is("select", 1) || c.is("recurse", 1)) {
        Values results;
        if (!c.run(0, c.in, results)) return false;
        if (c.name() == "recurse") {
            c.give(c.in);
            for (const Value& v : results)
                if (!call_filter({c.node, v, c.vars, c.out, c.error}, known)) return false;
            return true;
        }
        for (const Value& v : results)
            if (v.truthy()) c.give(c.in);
        return true;
    }
    if (c.is("map", 1) || c.is("map_values", 1)) return call_map(c);
    if (c.is("with_entries", 1)) {
        Value entries = array({});
        for (const Value& e : to_entries(c.in).items)
            if (!c.run(0, e, entries.items)) return false;
        return c.give(from_entries(entries));
    }
    if (c.is("any", 1) || c.is("all", 1)) return call_any(c);
    if (c.is("first", 1) || c.is("isempty", 1)) {
        Values results;
        if (!c.run(0, c.in, results)) return false;
        if (c.name() == "isempty") return c.give(boolean(results.empty()));
        return results.empty() || c.give(results[0]);
    }
    if (c.is("del", 1)) {
        Value out;
        return remove_paths(*c.node.kids[0], c.in, c.vars, out, c.error) && c.give(out);
    }
    if (c.is("limit", 2)) {
        Value count;
        Values results;
        if (!c.first(0, count) || !c.run(1, c.in, results)) return false;
        for (std::size_t i = 0; i < results.size() && static_cast<double>(i) < count.number; ++i)
            c.give(results[i]);
        return true;
    }
    if (c.node.kids.size() == 1 &&
        contains(" sort_by group_by unique_by min_by max_by ", cat(" ", c.name(), " ")))
        return call_order(c);
    if (is_pattern_call(c.name())) return call_pattern(c);
    known = false;
    return true;
}

bool has_key(const Value& in, const Value& key) {
    if (key.kind == Kind::text) return in.find(key.text) != nullptr;
    return key.number >= 0 && key.number < static_cast<double>(in.items.size());
}

// Functions of one plain value.
bool call_value(const Call& c, bool& known) {
    const std::string& n = c.name();
    known = contains(
        " has in contains inside join split startswith endswith ltrimstr rtrimstr "
        "flatten index range error ",
        cat(" ", n, " "));
    if (!known || c.node.kids.empty()) return known = false, true;
    Value a;
    if (!c.first(0, a)) return false;
    const Value& in = c.in;
    const std::string &s = in.text, &t = a.text;
    if (n == "error") return c.bad(t);
    if (n == "has") return c.give(boolean(has_key(in, a)));
    if (n == "in") return c.give(boolean(has_key(a, in)));
    if (n == "contains") return c.give(boolean(holds(in, a)));
    if (n == "inside") return c.give(boolean(holds(a, in)));
    if (n == "flatten") {
        Value out = array({});
        flat(in, static_cast<int>(a.number), out.items);
        return c.give(out);
    }
    if (n == "range") {
        Value to = a;
        double from = 0;
        if (c.node.kids.size() > 1) {
            from = a.number;
            if (!c.first(1, to)) return false;
        }
        for (; from < to.number && c.out.size() < 100000; ++from) c.give(number(from));
        return true;
    }
    if (n == "join") {
        std::string out;
        for (std::size_t i = 0; i < in.items.size(); ++i) {
            const Value& v = in.items[i];
            out += cat(i > 0 ? t : "", v.kind == Kind::text   ? v.text
                                       : v.kind == Kind::null ? ""
                                                              : print(v, {.indent = 0}));
        }
        return c.give(text(out));
    }
    if (in.kind != Kind::text || a.kind != Kind::text) {
        if (n == "ltrimstr" || n == "rtrimstr") return c.give(in);
        return c.bad(n == "split" ? "split input and separator must be strings"
                                  : cat(n, "() requires string inputs"));
    }
    if (n == "split") return c.give(split_text(s, t));
    const bool begins = s.rfind(t, 0) == 0,
               ends = s.size() >= t.size() && s.substr(s.size() - t.size()) == t;
    if (n == "startswith") return c.give(boolean(begins));
    if (n == "endswith") return c.give(boolean(ends));
    if (n == "ltrimstr") return c.give(text(begins ? s.substr(t.size()) : s));
    if (n == "rtrimstr") return c.give(text(ends ? s.substr(0, s.size() - t.size()) : s));
    const std::size_t at = s.find(t);
    return c.give(at == std::string::npos ? Value{} : number(static_cast<double>(at)));
}

}  // namespace

Value split_text(std::string_view whole, std::string_view separator) {
    Value out = array({});
    if (whole.empty()) return out;
    for (std::size_t at = 0;;) {
        const std::size_t next =
            separator.empty() ? at + 1 : std::min(whole.find(separator, at), whole.size());
        out.items.push_back(text(std::string(whole.substr(at, next - at))));
        if (next >= whole.size()) return out;
        at = next + separator.size();
    }
}

bool format_value(const std::string& format, const Value& v, std::string& out, std::string& error) {
    const std::string plain = v.kind == Kind::text ? v.text : print(v, {.indent = 0});
    out = plain;
    if (format == "text") return true;
    if (format == "json") return out = print(v, {.indent = 0}), true;
    if (format == "base64") return out = base64_encode(plain), true;
    if (format == "base64d") {
        std::string padded = plain;
        while (padded.size() % 4 != 0) padded += '=';
        if (base64_decode(padded, out)) return true;
        error = cat(kind_name(v.kind), " (", print(v, {.indent = 0}), ") is not valid base64 data");
        return false;
    }
    if (format == "html") {
        out = replace_all(replace_all(plain, "&", "&amp;"), "<", "&lt;");
        out = replace_all(replace_all(out, ">", "&gt;"), "\"", "&quot;");
        return true;
    }
    const bool row = format == "csv" || format == "tsv" || format == "sh";
    if (!row) return error = cat(format, " is not a valid format"), false;
    if (v.kind != Kind::array && format != "sh") {
        error = cat(kind_name(v.kind), " (", plain, ") cannot be ", format,
                    "-formatted, only an array can be");
        return false;
    }
    out.clear();
    const Values items = v.kind == Kind::array ? v.items : Values{v};
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += format == "csv" ? "," : format == "tsv" ? "\t" : " ";
        const Value& item = items[i];
        const std::string s = item.kind == Kind::null   ? ""
                              : item.kind == Kind::text ? item.text
                                                        : print(item, {.indent = 0});
        if (format == "csv" && item.kind == Kind::text)
            out += cat("\"", replace_all(s, "\"", "\"\""), "\"");
        else if (format == "sh" && item.kind == Kind::text)
            out += cat("'", replace_all(s, "'", "'\\''"), "'");
        else
            out += format == "tsv" ? replace_all(replace_all(s, "\t", "\\t"), "\n", "\\n") : s;
    }
    return true;
}

bool call(const Node& node, const Value& in, const Variables& vars, Values& out,
          std::string& error) {
    const Call c{node, in, vars, out, error};
    if (node.text[0] == '@') {
        std::string made;
        return format_value(node.text.substr(1), in, made, error) && c.give(text(made));
    }
    bool known = false;
    bool ok = true;
    if (node.kids.empty()) ok = call_plain(c, known);
    if (!known) ok = call_filter(c, known);
    if (!known) ok = call_value(c, known);
    if (known) return ok;
    error = cat(node.text, "/", static_cast<std::int64_t>(node.kids.size()),
                " is not defined at <top-level>, line 1:");
    return false;
}

}  // namespace podfall::jq
