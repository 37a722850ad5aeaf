// The bytes that a key sends to a program that reads single keys: xterm's sequences.
#pragma once

#include <string>

#include "shell/ui/input.h"

namespace podfall {

// Empty for keys that send nothing. `application`: cursor keys are in application mode (DECCKM).
std::string key_bytes(Key key, Modifiers modifiers, bool application);

}  // namespace podfall
