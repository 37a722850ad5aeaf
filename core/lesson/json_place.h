// A value of a JSON document together with its path, for readers that tell where a mistake is.
// Included by sources only: it brings nlohmann/json.hpp.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/api/format/json.h"

namespace podfall {

class JsonPlace {
public:
    JsonPlace(const Json* json, std::string path, std::vector<std::string>* errors)
        : json_(json), path_(std::move(path)), errors_(errors) {}

    bool exists() const { return json_ != nullptr; }
    const Json& json() const { return *json_; }
    void error(std::string_view what) const;

    // A member of an object; it may not exist. Errors when this is no object.
    JsonPlace member(const char* name) const;
    // The same, with an error when it is missing.
    JsonPlace required(const char* name) const;
    // The items of a list; none, with an error, when it is something else; none when missing.
    std::vector<JsonPlace> items() const;
    // Errors on members that are not in `names`.
    void only(std::initializer_list<const char*> names) const;

    // The value, or with an error the default. Missing gives the default.
    std::string text() const;
    int number(int fallback, int least, int most) const;
    bool flag(bool fallback) const;
    // The index of the text in `words`, or with an error -1.
    int word(std::initializer_list<const char*> words) const;

private:
    const Json* json_;
    std::string path_;
    std::vector<std::string>* errors_;
};

}  // namespace podfall
