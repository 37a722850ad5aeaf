// Shared by the tests of core/api: objects from YAML.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/api/format/object_json.h"
#include "core/api/format/yaml.h"
#include "core/api/rules/defaults.h"

namespace podfall {

inline Json json_of(std::string_view yaml) {
    Json json;
    std::string error;
    const bool ok = yaml_to_json(yaml, json, error);
    CHECK_MESSAGE(ok, error);
    return json;
}

// The object that a manifest describes, with defaults applied.
template <class T>
std::shared_ptr<T> object_of(std::string_view yaml) {
    auto read = read_object(json_of(yaml), kind_of<T>);
    CHECK_MESSAGE(read.ok(), read.status().message);
    if (!read.ok()) return std::make_shared<T>();
    apply_defaults(**read, kind_of<T>);
    return std::static_pointer_cast<T>(*read);
}

}  // namespace podfall
