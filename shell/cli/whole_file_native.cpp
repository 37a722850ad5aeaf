// Reads a file into a string.
#include "shell/cli/whole_file_native.h"

#include <cstdio>

namespace podfall {

bool read_whole_file(const std::string& path, std::string& out) {
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (!file) return false;
    char part[4096];
    for (std::size_t n; (n = std::fread(part, 1, sizeof part, file)) > 0;) out.append(part, n);
    const bool good = !std::ferror(file);
    std::fclose(file);
    return good;
}

bool write_whole_file(const std::string& path, const std::string& text) {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (!file) return false;
    const bool good = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    return std::fclose(file) == 0 && good;
}

}  // namespace podfall
