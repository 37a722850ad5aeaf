// The user that an image's configuration names.
#pragma once

#include <string>
#include <string_view>

namespace podfall {

// The part before a colon of Config.User as `docker inspect` shows it: "1001", "nobody"; empty for
// root.
std::string image_user(std::string_view image);

}  // namespace podfall
