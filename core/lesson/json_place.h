// A JSON value together with its path, for readers that report where a mistake is. Only for .cpp
// files, since it includes nlohmann/json.hpp.
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

    // A member of an object; it may be missing. Reports an error when this is not an object.
    JsonPlace member(const char* name) const;
    // The same, but a missing member is an error.
    JsonPlace required(const char* name) const;
    // The items of a list; none when it is missing, and none with an error when it is not a list.
    std::vector<JsonPlace> items() const;
    // Reports members that are not in `names`.
    void only(std::initializer_list<const char*> names) const;

    // The value, or the default if missing. Reports a wrong type and returns the default.
    std::string text() const;
    int number(int fallback, int least, int most) const;
    bool flag(bool fallback) const;
    // The index of the text in `words`; -1 with an error if it is not there.
    int word(std::initializer_list<const char*> words) const;

private:
    const Json* json_;
    std::string path_;
    std::vector<std::string>* errors_;
};

}  // namespace podfall
