// What the sub-commands of `kubectl set` have in common.
#pragma once

#include <string>
#include <vector>

#include "core/terminal/kubectl/client/write.h"

namespace podfall::kube {

struct SetOptions {
    const char* operation;  // "image updated"
    const char* patching;   // begins the error of a refused patch
    // What becomes of an object that was not changed.
    enum class Unchanged : unsigned char { skipped, sent } unchanged = Unchanged::skipped;
    bool takes_names = true;  // --local with names is refused; without this it passes them over
    bool pod_spec = true;     // the change is to the spec of the pods that the object makes; what
                              // makes none is an error
    bool only_looks = false;  // nothing is sent, and what cannot be looked at is passed over
};

// A function that changes an object, or the part of it that SetOptions say; it does not own what it
// points to.
class Change {
public:
    template <class F>
    Change(F& f)
        : target_(&f), call_([](void* t, Info& info, Json& part) -> Error {
              return (*static_cast<F*>(t))(info, part);
          }) {}
    Error operator()(Info& info, Json& part) const { return call_(target_, info, part); }

private:
    void* target_;
    Error (*call_)(void*, Info&, Json&);
};

// Sends the difference that `change` makes to each object and prints the answers; nothing is done
// when one of them is not found. Models set.CalculatePatches and the loop over the patches that
// each sub-command has.
Step set_each(Kubectl& k, const std::vector<std::string>& resources, const SetOptions& options,
              const Change& change);

// "deployments/web", as an error names the object.
std::string name_in_error(const Info& info);

}  // namespace podfall::kube
