// Typed getters on a JSON value that report the path of a mistake.
#include "core/lesson/json_place.h"

#include "core/base/text.h"

namespace podfall {

void JsonPlace::error(std::string_view what) const {
    errors_->push_back(path_.empty() ? std::string(what) : cat(path_, ": ", what));
}

JsonPlace JsonPlace::member(const char* name) const {
    const std::string path = path_.empty() ? name : cat(path_, ".", name);
    if (!json_) return {nullptr, path, errors_};
    if (!json_->is_object()) return {nullptr, path, errors_};
    const auto it = json_->find(name);
    return {it == json_->end() ? nullptr : &*it, path, errors_};
}

JsonPlace JsonPlace::required(const char* name) const {
    JsonPlace place = member(name);
    if (json_ && !place.exists()) place.error("is missing");
    return place;
}

std::vector<JsonPlace> JsonPlace::items() const {
    std::vector<JsonPlace> places;
    if (!json_) return places;
    if (!json_->is_array()) {
        error("must be a list");
        return places;
    }
    int i = 0;
    for (const Json& item : *json_) places.emplace_back(&item, cat(path_, "[", i++, "]"), errors_);
    return places;
}

void JsonPlace::only(std::initializer_list<const char*> names) const {
    if (!json_) return;
    if (!json_->is_object()) return error("must be an object");
    for (auto it = json_->begin(); it != json_->end(); ++it) {
        bool known = false;
        for (const char* name : names) known = known || it.key() == name;
        if (!known) error(cat("has the unknown member ", quote(it.key())));
    }
}

std::string JsonPlace::text() const {
    if (!json_) return {};
    if (const auto* s = json_->get_ptr<const std::string*>()) return *s;
    error("must be a text");
    return {};
}

int JsonPlace::number(int fallback, int least, int most) const {
    if (!json_) return fallback;
    const auto* n = json_->get_ptr<const std::int64_t*>();
    if (n && *n >= least && *n <= most) return static_cast<int>(*n);
    error(cat("must be a whole number from ", least, " to ", most));
    return fallback;
}

bool JsonPlace::flag(bool fallback) const {
    if (!json_) return fallback;
    if (const auto* b = json_->get_ptr<const bool*>()) return *b;
    error("must be true or false");
    return fallback;
}

int JsonPlace::word(std::initializer_list<const char*> words) const {
    if (!json_) return -1;
    const std::string value = text();
    int i = 0;
    std::string all;
    for (const char* w : words) {
        if (value == w) return i;
        all += cat(i++ ? ", " : "", w);
    }
    error(cat(quote(value), " is none of ", all));
    return -1;
}

}  // namespace podfall
