// Compares two Go values as go-cmp does: where they differ, and how lists are aligned.
#include "core/api/format/go_diff.h"

#include <algorithm>

#include "core/api/rules/field_errors.h"

namespace podfall {

namespace {

using Form = GoValue::Form;

enum class Edit : unsigned char { identity, unique_x, unique_y, modified };

struct Likeness {
    bool equal = false;
    bool similar = false;
};

Likeness likeness(const GoValue& x, const GoValue& y) {
    const DiffNode node = compare_go(&x, &y);
    return {node.different == 0, node.same + 1 >= node.different};
}

// The greedy search from both ends in internal/diff: good, but not always shortest, edit paths.
class EditSearch {
public:
    EditSearch(const GoValue& x, const GoValue& y) : x_(x), y_(y) {}
    std::vector<Edit> run();

private:
    struct Point {
        int x = 0, y = 0;
    };
    struct Way {
        Point at;
        std::vector<Edit> edits;
    };
    Likeness look(int x, int y) const {
        return likeness(x_.items[static_cast<std::size_t>(x)],
                        y_.items[static_cast<std::size_t>(y)]);
    }
    static void append(Way& way, int direction, Edit e);
    void connect(Way& way, int direction, Point to) const;
    bool search_forward();
    bool search_back();

    const GoValue &x_, &y_;
    Way forward_, back_;
    Point front_{}, rear_{};
    int budget_ = 0;
};

int zigzag(int i) {
    return (i & 1 ? ~i : i) >> 1;
}

void EditSearch::append(Way& way, int direction, Edit e) {
    way.edits.push_back(e);
    if (e != Edit::unique_y) way.at.x += direction;
    if (e != Edit::unique_x) way.at.y += direction;
}

void EditSearch::connect(Way& way, int direction, Point to) const {
    const auto gap_x = [&] { return (to.x - way.at.x) * direction; };
    const auto gap_y = [&] { return (to.y - way.at.y) * direction; };
    while (gap_x() > 0 && gap_y() > 0) {
        const int back = direction < 0 ? 1 : 0;
        const Likeness like = look(way.at.x - back, way.at.y - back);
        const bool prefer_x = direction > 0 ? gap_x() >= gap_y() : gap_y() < gap_x();
        append(way, direction,
               like.equal     ? Edit::identity
               : like.similar ? Edit::modified
               : prefer_x     ? Edit::unique_x
                              : Edit::unique_y);
    }
    while (gap_x() > 0) append(way, direction, Edit::unique_x);
    while (gap_y() > 0) append(way, direction, Edit::unique_y);
}

bool EditSearch::search_forward() {
    if (front_.x >= rear_.x || front_.y >= rear_.y || budget_ == 0) return false;
    bool right = false, left = false;
    for (int i = 0; !(right && left) && budget_ > 0; ++i) {
        const Point p{front_.x + zigzag(i), front_.y - zigzag(i)};
        if (p.x >= back_.at.x || p.y < forward_.at.y) {
            right = true;
        } else if (p.y >= back_.at.y || p.x < forward_.at.x) {
            left = true;
        } else if (look(p.x, p.y).equal) {
            connect(forward_, 1, p);
            append(forward_, 1, Edit::identity);
            while (forward_.at.x < back_.at.x && forward_.at.y < back_.at.y &&
                   look(forward_.at.x, forward_.at.y).equal) {
                append(forward_, 1, Edit::identity);
            }
            front_ = forward_.at;
            right = left = true;
        } else {
            --budget_;
        }
    }
    ++(back_.at.x - front_.x >= back_.at.y - front_.y ? front_.x : front_.y);
    return true;
}

bool EditSearch::search_back() {
    if (front_.x >= rear_.x || front_.y >= rear_.y || budget_ == 0) return false;
    bool right = false, left = false;
    for (int i = 0; !(right && left) && budget_ > 0; ++i) {
        const Point p{rear_.x - zigzag(i), rear_.y + zigzag(i)};
        if (forward_.at.x >= p.x || back_.at.y < p.y) {
            left = true;
        } else if (forward_.at.y >= p.y || back_.at.x < p.x) {
            right = true;
        } else if (look(p.x - 1, p.y - 1).equal) {
            connect(back_, -1, p);
            append(back_, -1, Edit::identity);
            while (forward_.at.x < back_.at.x && forward_.at.y < back_.at.y &&
                   look(back_.at.x - 1, back_.at.y - 1).equal) {
                append(back_, -1, Edit::identity);
            }
            rear_ = back_.at;
            right = left = true;
        } else {
            --budget_;
        }
    }
    --(rear_.x - forward_.at.x >= rear_.y - forward_.at.y ? rear_.x : rear_.y);
    return true;
}

std::vector<Edit> EditSearch::run() {
    const int n = static_cast<int>(x_.items.size()), m = static_cast<int>(y_.items.size());
    back_.at = rear_ = {n, m};
    budget_ = 4 * (n + m);
    while (search_forward() && search_back()) {
    }
    connect(forward_, 1, back_.at);
    forward_.edits.insert(forward_.edits.end(), back_.edits.rbegin(), back_.edits.rend());
    return forward_.edits;
}

void adopt(DiffNode& parent, DiffNode child) {
    parent.same += child.same;
    parent.different += child.different;
    parent.children += child.children + 1;
    parent.depth = std::max(parent.depth, child.depth + 1);
    parent.items.push_back(std::move(child));
}

void compare_lists(DiffNode& node, const GoValue& x, const GoValue& y) {
    std::size_t i = 0, j = 0;
    for (const Edit e : EditSearch(x, y).run()) {
        DiffNode item = compare_go(e == Edit::unique_y ? nullptr : &x.items[i],
                                   e == Edit::unique_x ? nullptr : &y.items[j]);
        item.in_list = true;
        i += e != Edit::unique_y;
        j += e != Edit::unique_x;
        adopt(node, std::move(item));
    }
}

void compare_maps(DiffNode& node, const GoValue& x, const GoValue& y) {
    std::vector<std::string> keys = x.keys;
    keys.insert(keys.end(), y.keys.begin(), y.keys.end());
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    const auto find = [](const GoValue& map, const std::string& key) -> const GoValue* {
        const auto it = std::find(map.keys.begin(), map.keys.end(), key);
        return it == map.keys.end() ? nullptr
                                    : &map.items[static_cast<std::size_t>(it - map.keys.begin())];
    };
    node.keys = keys;
    for (const std::string& key : keys) adopt(node, compare_go(find(x, key), find(y, key)));
}

bool deep_equal(const GoValue& x, const GoValue& y) {
    if (x.text != y.text || x.nil != y.nil || x.items.size() != y.items.size()) return false;
    for (std::size_t i = 0; i < x.items.size(); ++i) {
        if (!deep_equal(x.items[i], y.items[i])) return false;
    }
    return true;
}

}  // namespace

DiffNode compare_go(const GoValue* x, const GoValue* y) {
    DiffNode node;
    node.x = x;
    node.y = y;
    const GoValue& any = node.any();
    const bool leaf = !x || !y || any.form == Form::scalar || any.opaque || x->nil || y->nil;
    if (leaf) {
        const bool same = x && y && deep_equal(*x, *y);
        (same ? node.same : node.different) = 1;
    } else if (any.form == Form::list) {
        compare_lists(node, *x, *y);
    } else if (any.form == Form::map) {
        compare_maps(node, *x, *y);
    } else {
        if (any.form == Form::structure) node.keys = x->keys;
        for (std::size_t i = 0; i < x->items.size(); ++i)
            adopt(node, compare_go(&x->items[i], &y->items[i]));
    }
    return node;
}

std::string pod_spec_diff(const PodSpec& next, const PodSpec& previous) {
    const GoValue x = internal_pod_spec(next), y = internal_pod_spec(previous);
    return go_diff_text(compare_go(&x, &y));
}

}  // namespace podfall
