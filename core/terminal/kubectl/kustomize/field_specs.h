// Which fields of which kinds hold names, labels and annotations. Models kustomize's
// pkg/transformers/config/defaultconfig.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/api/format/json.h"

namespace podfall::kube {

// Fields of some kinds. A path that begins with '@' is below a pod's spec, with '%' below its
// template (where there is one).
struct FieldSpec {
    const char* kinds;  // separated by spaces; empty: all
    const char* path;   // separated by '/'
    bool create = false;
};

// A field whose value is the name of another object.
struct NameField {
    const char* target;  // the kind of the other
    FieldSpec field;
};

template <class T>
struct Specs {
    const T *first, *last;
    const T* begin() const { return first; }
    const T* end() const { return last; }
};

Specs<FieldSpec> label_fields();
Specs<FieldSpec> annotation_fields();
Specs<NameField> name_fields();
Specs<FieldSpec> variable_fields();

// A callback for each value; it does not own what it points to.
class FieldChange {
public:
    template <class F>
    FieldChange(F& f)
        : target_(&f), call_([](void* t, Json& value) { (*static_cast<F*>(t))(value); }) {}
    void operator()(Json& value) const { call_(target_, value); }

private:
    void* target_;
    void (*call_)(void*, Json&);
};

// Calls `change` for the fields of an object that a spec names. False with the error of a path
// that leads through a value which is no object.
bool change_fields(Json& object, std::string_view kind, const FieldSpec& spec, FieldChange change,
                   std::string& error);

}  // namespace podfall::kube
