// References from one object to another. Models k8s.io/api/core/v1.
// Field meanings are those of the upstream types; `fields` in reference.cpp has their JSON names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/api/schema/ref.h"
#include "core/api/schema/scalars.h"

namespace podfall {

struct LocalObjectReference {
    std::string name;
};

struct ObjectReference {
    std::string kind;
    std::string namespace_;
    std::string name;
    std::string uid;
    std::string api_version;
    std::string resource_version;
    std::string field_path;
};

struct SecretReference {
    std::string name;
    std::string namespace_;
};

struct TypedLocalObjectReference {
    std::optional<std::string> api_group;
    std::string kind;
    std::string name;
};

}  // namespace podfall
