// Archives in the ustar format (POSIX.1-1988), as tar and kubectl cp write and read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/time.h"

namespace podfall {

struct TarEntry {
    std::string name;  // of a folder without the slash at its end
    bool folder = false;
    std::string mode = "rw-r--r--";
    Time modified = 0;
    std::string_view content;
};

// Appends an entry. The name is cut to 100 bytes at its front where the format has no room.
void write_tar_entry(std::string& archive, const TarEntry& entry);
void end_tar(std::string& archive);

// Takes the next entry off an archive. `problem` is set when there is none because the rest is no
// archive; it is empty at its end.
bool read_tar_entry(std::string_view& archive, TarEntry& out, std::string& problem);

// gzip without compression, and back. False for anything else than what `gzip_stored` made.
std::string gzip_stored(std::string_view bytes);
bool gunzip_stored(std::string_view bytes, std::string& out);

}  // namespace podfall
