// The native program: runs a command of command_line.h, or opens the window.
#include <cstdio>
#include <string_view>

#include "shell/backend.h"
#include "shell/cli/command_line.h"
#include "shell/ui/strings.h"

namespace {

int print_usage(std::FILE* out) {
    std::fputs("podfall [lesson=ID] [lang=", out);
    for (std::size_t i = 0; i < podfall::language_files_count; i++)
        std::fprintf(out, "%s%.2s", i ? "|" : "",
                     podfall::language_files[i].language.code().data());
    std::fputs("] [theme=dark|light]   the window\n", out);
    for (std::size_t i = 0; i < podfall::command_lines_count; i++)
        std::fprintf(out, "podfall %s ...\n", podfall::command_lines[i].name);
    return out == stdout ? 0 : 2;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view first = argc > 1 ? argv[1] : "";
    for (std::size_t i = 0; i < podfall::command_lines_count; i++)
        if (first == podfall::command_lines[i].name)
            return podfall::command_lines[i].run(argv + 2, argc - 2);
    if (first == "--help" || first == "-h") return print_usage(stdout);
    if (!first.empty() && first.find('=') == std::string_view::npos) return print_usage(stderr);
    return podfall::run_window(argv + 1, argc - 1);
}
