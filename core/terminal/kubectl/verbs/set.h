// Shared by the sub-commands of `kubectl set`.
#pragma once

#include <string>
#include <vector>

#include "core/terminal/kubectl/client/write.h"

namespace podfall::kube {

struct SetOptions {
    const char* operation;  // "image updated"
    const char* patching;   // prefix of the error of a refused patch
    // What happens to an object that was not changed.
    enum class Unchanged : unsigned char { skipped, sent } unchanged = Unchanged::skipped;
    bool takes_names = true;  // --local with names is an error; otherwise names are ignored
    bool pod_spec = true;  // changes the pod spec of a workload; an object without one is an error
    bool only_looks = false;  // sends nothing, and skips what cannot be read
};

// A function that changes an object, or the part of it selected by SetOptions; it does not own what
// it points to.
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

// Sends the difference that `change` makes to each object and prints the results; does nothing if
// one of them is not found. Models set.CalculatePatches and the loop over patches in each
// sub-command.
Step set_each(Kubectl& k, const std::vector<std::string>& resources, const SetOptions& options,
              const Change& change);

// "deployments/web", as errors name the object.
std::string name_in_error(const Info& info);

}  // namespace podfall::kube
