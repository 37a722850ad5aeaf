// The server's resources as one invocation of kubectl has discovered them.
#pragma once

#include <list>
#include <string>
#include <utility>
#include <vector>

#include "core/terminal/kubectl/client/resource.h"

namespace podfall::kube {

struct Discovery {
    std::vector<std::vector<std::string>> groups;
    std::list<std::pair<std::string, std::vector<Resource>>> lists;  // by group version
    std::vector<Resource> all;
};

}  // namespace podfall::kube
