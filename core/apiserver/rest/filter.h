// Which objects a list, a watch or a collection deletion selects.
#pragma once

#include <string>

#include "core/api/rules/selector.h"
#include "core/apiserver/rest/route.h"
#include "core/base/status.h"

namespace podfall {

struct World;

struct Filter {
    Kind kind{};
    std::string namespace_;  // empty for all
    std::string name;        // empty for all
    Selector labels;
    FieldSelector fields;

    bool matches(const ObjectKey& key, const Object& object) const;
};

// Parses labelSelector and fieldSelector. Errors are 400 BadRequest with the texts of labels.Parse
// and fields.ParseSelector, and `field label not supported: x`.
Status read_filter(const Request& request, const Route& route, Filter& out);

}  // namespace podfall
