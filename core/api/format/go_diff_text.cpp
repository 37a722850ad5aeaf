// Writes go-cmp's report. Models report_compare.go, report_reflect.go and report_text.go of v0.5.2,
// without cycles, transformers and the special handling of long texts.
#include <algorithm>

#include "core/api/format/go_diff.h"
#include "core/api/rules/field_errors.h"

namespace podfall {

namespace {

using Form = GoValue::Form;

// Part of the report: a line, or a list in braces that is written on one line or several.
struct Text {
    struct Record {
        char diff = 0;  // '-' or '+'
        std::string key;
        std::shared_ptr<Text> value;
        bool comma = true;
        std::string comment;
    };
    bool is_list = false;
    std::string line;    // of a line
    std::string prefix;  // of a list: "core.Container{"
    std::vector<Record> records;
};
using TextPtr = std::shared_ptr<Text>;

TextPtr make_line(std::string s) {
    auto out = std::make_shared<Text>();
    out->line = std::move(s);
    return out;
}

TextPtr make_list() {
    auto out = std::make_shared<Text>();
    out->is_list = true;
    out->prefix = "{";
    return out;
}

bool is_ellipsis(const Text& t) {
    return !t.is_list && t.line == "...";
}

void add_ellipsis(Text& list, std::string comment = {}) {
    list.records.push_back({0, {}, make_line("..."), false, std::move(comment)});
}

TextPtr with_prefix(TextPtr t, const std::string& prefix) {
    (t->is_list ? t->prefix : t->line).insert(0, prefix);
    return t;
}

enum class TypeMode : unsigned char { emit, automatic, elide };

struct Options {
    char mode = 0;  // 0: the values differ or may differ; '=': identical; '-', '+': only one exists
    TypeMode types = TypeMode::emit;
    int level = 0;  // verbosity

    int longest() const { return ((1 << std::clamp(level, 0, 16)) >> 1) << 2; }
};

bool is_composite(const GoValue& v) {
    return v.form == Form::structure || v.form == Form::list || v.form == Form::map;
}

// Puts the type's name before a value where the mode requires it.
TextPtr with_type(const Options& o, const GoValue& v, TextPtr t) {
    if (o.types == TypeMode::elide) return t;
    if (o.types == TypeMode::automatic) {
        const bool nil = !t->is_list && t->line == "nil";
        if (!is_composite(v) || nil || o.mode == '=') return t;
    }
    if (t->is_list) return with_prefix(t, v.type);
    const bool star = v.form == Form::pointer;
    return make_line(cat(star ? "(" : "", v.type, star ? ")" : "", "(", t->line, ")"));
}

TextPtr format_value(Options o, const GoValue& v) {
    if (v.form == Form::scalar) return with_type(o, v, make_line(v.text));
    if (v.nil) return with_type(o, v, make_line("nil"));
    if (v.form == Form::pointer) return with_prefix(format_value(o, v.items[0]), "&");
    const int longest = o.longest();
    Options inner = o;
    --inner.level;
    inner.types = v.form == Form::structure ? TypeMode::automatic : TypeMode::elide;
    TextPtr out = make_list();
    for (std::size_t i = 0; i < v.items.size(); ++i) {
        if (v.form == Form::structure && v.items[i].zero) continue;
        if (static_cast<int>(out->records.size()) == longest) {
            add_ellipsis(*out);
            break;
        }
        const std::string key = v.form == Form::list ? std::string() : v.keys[i];
        out->records.push_back({0, key, format_value(inner, v.items[i]), true, {}});
    }
    return with_type(o, v, out);
}

struct Counts {
    int identical = 0, removed = 0, inserted = 0, modified = 0;
    int changes() const { return removed + inserted + modified; }
};

std::string comment_of(const Counts& c, Form form) {
    std::vector<std::string> parts;
    const auto part = [&](int n, const char* word) {
        if (n > 0) parts.push_back(cat(n, " ", word));
    };
    part(c.identical, "identical");
    part(c.removed, "removed");
    part(c.inserted, "inserted");
    part(c.modified, "modified");
    const bool many = c.identical + c.changes() > 1;
    const char* name = form == Form::structure ? (many ? "fields" : "field")
                       : form == Form::map     ? (many ? "entries" : "entry")
                                               : (many ? "elements" : "element");
    if (parts.size() > 2) parts.back().insert(0, "and ");
    return cat(join(parts, parts.size() > 2 ? ", " : " and "), " ", name);
}

// Adjacent items that are all equal or all different.
std::vector<Counts> group(const std::vector<DiffNode>& items) {
    std::vector<Counts> out;
    bool last_equal = false;
    for (const DiffNode& item : items) {
        const bool equal = item.different == 0;
        if (out.empty() || equal != last_equal) out.emplace_back();
        last_equal = equal;
        ++(equal     ? out.back().identical
           : !item.y ? out.back().removed
           : !item.x ? out.back().inserted
                     : out.back().modified);
    }
    return out;
}

class Report {
public:
    TextPtr node(Options o, const DiffNode& n);

private:
    TextPtr leaf(const Options& o, const DiffNode& n);
    TextPtr items(Options o, const DiffNode& n);
    TextPtr one_sided(const Options& o, const DiffNode& n, int longest);
    void equal_items(const Options& o, const DiffNode& n, std::size_t first, Counts counts,
                     bool leading, bool trailing, Text& out);
    void changed_item(const Options& o, const DiffNode& n, std::size_t i, Text& out);
    static std::string key_of(const DiffNode& n, std::size_t i) {
        return n.keys.empty() ? std::string() : n.keys[i];
    }
};

TextPtr Report::leaf(const Options& o, const DiffNode& n) {
    if (o.mode == '-') return n.x ? format_value(o, *n.x) : nullptr;
    if (o.mode == '+') return n.y ? format_value(o, *n.y) : nullptr;
    if (n.different == 0) return format_value(o, n.any());
    TextPtr out = make_list();
    Options plain = o;
    plain.types = TypeMode::elide;
    if (n.x) out->records.push_back({'-', {}, format_value(plain, *n.x), true, {}});
    if (n.y) out->records.push_back({'+', {}, format_value(plain, *n.y), true, {}});
    return out;
}

TextPtr Report::node(Options o, const DiffNode& n) {
    o.level = o.mode == '=' ? 1 : 3;
    if (n.depth == 0) return leaf(o, n);
    if (n.any().form == Form::pointer) return with_prefix(node(o, n.items[0]), "&");
    return with_type(o, n.any(), items(o, n));
}

TextPtr Report::one_sided(const Options& o, const DiffNode& n, int longest) {
    TextPtr out = make_list();
    for (std::size_t i = 0; i < n.items.size(); ++i) {
        if (static_cast<int>(out->records.size()) == longest) {
            add_ellipsis(*out);
            break;
        }
        const DiffNode& item = n.items[i];
        const bool x_zero = item.x && item.x->zero, y_zero = item.y && item.y->zero;
        const bool zero = o.mode == '-' ? x_zero : o.mode == '+' ? y_zero : x_zero || y_zero;
        if (n.any().form == Form::structure && zero) continue;
        if (TextPtr t = node(o, item)) out->records.push_back({0, key_of(n, i), t, true, {}});
    }
    return out;
}

void Report::equal_items(const Options& o, const DiffNode& n, std::size_t first, Counts counts,
                         bool leading, bool trailing, Text& out) {
    constexpr int context = 2;
    const int total = counts.identical;
    int low = leading ? std::min(context, total) : 0;
    int high = trailing ? std::min(context, total - low) : 0;
    if (total - (low + high) == 1) ++high;  // "1 identical" would take as much room as the item
    Options same = o;
    same.mode = '=';
    const auto show = [&](int from, int to) {
        for (int i = from; i < to; ++i) {
            const std::size_t at = first + static_cast<std::size_t>(i);
            out.records.push_back({0, key_of(n, at), node(same, n.items[at]), true, {}});
        }
    };
    show(0, low);
    if (total > low + high)
        add_ellipsis(out, comment_of({.identical = total - low - high}, n.any().form));
    show(total - high, total);
}

void Report::changed_item(const Options& o, const DiffNode& n, std::size_t i, Text& out) {
    const DiffNode& item = n.items[i];
    if (item.children != item.depth) {
        out.records.push_back({0, key_of(n, i), node(o, item), true, {}});
        return;
    }
    // A chain down to one scalar: shown as a removed and an inserted line.
    Options removed = o, inserted = o;
    removed.mode = '-';
    inserted.mode = '+';
    const TextPtr x = node(removed, item), y = node(inserted, item);
    if (x) out.records.push_back({'-', key_of(n, i), x, true, {}});
    if (y) out.records.push_back({'+', key_of(n, i), y, true, {}});
}

TextPtr Report::items(Options o, const DiffNode& n) {
    const Form form = n.any().form;
    o.types = form == Form::structure ? TypeMode::automatic : TypeMode::elide;
    const int longest = o.mode == '=' ? o.longest() : (1 << std::clamp(o.level, 0, 16)) << 1;
    --o.level;
    if (o.mode != 0) return one_sided(o, n, longest);
    TextPtr out = make_list();
    const std::vector<Counts> groups = group(n.items);
    Counts rest;
    int shown = 0;
    std::size_t at = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const Counts& c = groups[g];
        if (shown >= longest) {
            rest.identical += c.identical;
            rest.removed += c.removed;
            rest.inserted += c.inserted;
            rest.modified += c.modified;
        } else if (c.changes() == 0) {
            equal_items(o, n, at, c, g != 0, g + 1 != groups.size(), *out);
        } else {
            for (int i = 0; i < c.changes(); ++i)
                changed_item(o, n, at + static_cast<std::size_t>(i), *out);
            shown += c.changes();
        }
        at += static_cast<std::size_t>(c.identical + c.changes());
    }
    if (rest.identical + rest.changes() > 0) add_ellipsis(*out, comment_of(rest, form));
    return out;
}

constexpr std::size_t widest = 80;

// Turns lists that fit on one line into lines, inside out.
void compact(const TextPtr& t, char diff) {
    if (!t->is_list) return;
    bool several = false;
    std::string line;
    for (std::size_t i = 0; i < t->records.size(); ++i) {
        Text::Record& r = t->records[i];
        compact(r.value, r.diff ? r.diff : diff);
        several = several || r.diff || r.value->is_list || !r.comment.empty();
        line += cat(i ? ", " : "", r.key, r.key.empty() ? "" : ": ",
                    r.value->is_list ? "" : r.value->line);
    }
    if (diff && line.size() > widest) several = true;
    if (several) return;
    *t = Text{.line = cat(t->prefix, line, "}")};
}

std::string indent(int depth, char diff) {
    return cat(diff ? std::string(1, diff) : std::string(" "), " ",
               std::string(static_cast<std::size_t>(depth), '\t'));
}

// Pads each key so that the values of adjacent lines are aligned.
std::vector<std::size_t> column_gaps(const std::vector<Text::Record>& records) {
    std::vector<std::size_t> gaps(records.size());
    std::size_t start = 0;
    while (start < records.size()) {
        std::size_t end = start, longest = 0;
        const auto aligned = [&](std::size_t i) {
            return !records[i].key.empty() && !records[i].value->is_list;
        };
        for (; end < records.size() && aligned(end); ++end)
            longest = std::max(longest, records[end].key.size());
        for (std::size_t i = start; i < end; ++i) gaps[i] = longest - records[i].key.size();
        start = end + 1;
    }
    return gaps;
}

// Plain values share lines as long as they fit.
void write_batch(std::string& out, const Text& t, char diff, int depth) {
    std::string batch;
    const auto flush = [&] {
        if (batch.empty()) return;
        batch.pop_back();
        out += cat("\n", indent(depth, diff), batch);
        batch.clear();
    };
    for (const Text::Record& r : t.records) {
        if (batch.size() + r.value->line.size() + 2 > widest) flush();
        batch += cat(r.value->line, ", ");
    }
    flush();
}

void write(std::string& out, const Text& t, char diff, int depth) {
    if (!t.is_list) {
        out += t.line;
        return;
    }
    out += t.prefix;
    const bool plain = std::all_of(t.records.begin(), t.records.end(), [](const Text::Record& r) {
        return !r.diff && r.key.empty() && !r.value->is_list && r.comment.empty();
    });
    if (plain && !t.records.empty()) {
        write_batch(out, t, diff, depth + 1);
    } else {
        const std::vector<std::size_t> gaps = column_gaps(t.records);
        for (std::size_t i = 0; i < t.records.size(); ++i) {
            const Text::Record& r = t.records[i];
            const char sign = r.diff ? r.diff : diff;
            out += cat("\n", indent(depth + 1, sign), r.key, r.key.empty() ? "" : ": ");
            out.append(is_ellipsis(*r.value) ? 0 : gaps[i], ' ');
            write(out, *r.value, sign, depth + 1);
            if (r.comma) out += ',';
            if (!r.comment.empty()) out += cat(" // ", r.comment);
        }
    }
    out += cat("\n", indent(depth, diff), "}");
}

}  // namespace

std::string go_diff_text(const DiffNode& root) {
    if (root.different == 0) return {};
    const TextPtr text = Report().node({}, root);
    compact(text, 0);
    std::string out = indent(0, 0);
    write(out, *text, 0, 0);
    return out + "\n";
}

}  // namespace podfall
