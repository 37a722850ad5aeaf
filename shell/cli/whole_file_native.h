// Reads and writes whole files as strings, for the command line.
#pragma once

#include <string>

namespace podfall {

// False when the file cannot be read or written.
bool read_whole_file(const std::string& path, std::string& out);
bool write_whole_file(const std::string& path, const std::string& text);

}  // namespace podfall
