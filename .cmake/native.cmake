# The native program: the command line, and the window (GLFW, OpenGL 3, FreeType, fontconfig) where
# its libraries are installed.
find_package(glfw3 3.3 QUIET)
find_package(Freetype QUIET)
find_package(Fontconfig QUIET)
set(window_missing "")
foreach(pair IN ITEMS glfw3:GLFW Freetype:FreeType Fontconfig:fontconfig)
    string(REPLACE ":" ";" pair "${pair}")
    list(GET pair 0 package)
    list(GET pair 1 name)
    if(NOT ${package}_FOUND)
        list(APPEND window_missing "${name}")
    endif()
endforeach()
set(window_sources ${native_sources})
list(FILTER window_sources INCLUDE REGEX "/(backend|glyphs)_native\\.cpp$")
set(no_window_source "${PROJECT_SOURCE_DIR}/shell/window_missing.cpp")
list(REMOVE_ITEM native_sources ${window_sources} "${no_window_source}")
if(window_missing)
    list(JOIN window_missing ", " window_missing)
    message(STATUS "no window: ${window_missing} missing (sh shell/run.sh installs what it needs)")
else()
    message(STATUS "window: glfw ${glfw3_VERSION}, freetype ${FREETYPE_VERSION_STRING}, "
        "fontconfig ${Fontconfig_VERSION} of the system")
endif()

# cpp-httplib, for `podfall serve`.
find_package(Threads REQUIRED)
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
    pkg_check_modules(httplib QUIET IMPORTED_TARGET cpp-httplib>=0.11)
endif()
if(httplib_FOUND)
    add_library(podfall_httplib ALIAS PkgConfig::httplib)
    message(STATUS "cpp-httplib: ${httplib_VERSION} of the system")
else()
    FetchContent_Declare(httplib
        GIT_REPOSITORY https://github.com/yhirose/cpp-httplib.git
        GIT_TAG 7992b148969fbf8093230b37a6a36c2f61135937)  # v0.11.4
    FetchContent_GetProperties(httplib)
    if(NOT httplib_POPULATED)
        FetchContent_Populate(httplib)
    endif()
    add_library(podfall_httplib INTERFACE)
    target_include_directories(podfall_httplib SYSTEM INTERFACE "${httplib_SOURCE_DIR}")
    message(STATUS "cpp-httplib: v0.11.4 from upstream")
endif()
# Its header throws; nothing of it crosses these files.
set_property(SOURCE shell/serve/door.cpp shell/serve/listener.cpp shell/serve/socket.cpp
    shell/serve/pod_stream.cpp shell/serve/exec.cpp shell/serve/port_forward.cpp
    shell/serve/worker_threads.cpp
    PROPERTY COMPILE_OPTIONS -fexceptions)
find_package(ZLIB REQUIRED)   # header blocks of SPDY
message(STATUS "zlib: ${ZLIB_VERSION_STRING} of the system")

# The list of commands (shell/cli/command_line.h), from the names of their files.
set(declarations "")
set(rows "")
set(count 0)
foreach(source IN LISTS native_sources)
    if(source MATCHES "/cli/command_([a-z0-9_]+)\\.cpp$")
        string(APPEND declarations "int command_${CMAKE_MATCH_1}(const char* const*, int);\n")
        string(APPEND rows "    {\"${CMAKE_MATCH_1}\", command_${CMAKE_MATCH_1}},\n")
        math(EXPR count "${count} + 1")
    endif()
endforeach()
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/generated/command_lines.cpp" @ONLY CONTENT
"// Made by .cmake/native.cmake.
#include \"shell/cli/command_line.h\"

namespace podfall {
@declarations@
const CommandLine command_lines[] = {
@rows@    {nullptr, nullptr},
};
const std::size_t command_lines_count = @count@;
}  // namespace podfall
")

add_executable(podfall ${native_sources} "${PROJECT_BINARY_DIR}/generated/command_lines.cpp")
podfall_compile_together(podfall ${native_sources})
target_link_libraries(podfall PRIVATE podfall_shell podfall_httplib ZLIB::ZLIB Threads::Threads)
if(window_missing)
    target_sources(podfall PRIVATE "${no_window_source}")
    set_property(SOURCE "${no_window_source}" PROPERTY
        COMPILE_DEFINITIONS "PODFALL_WINDOW_MISSING=\"${window_missing}\"")
else()
    set(imgui_backend "${imgui_source}/backends/imgui_impl_opengl3.cpp")
    target_sources(podfall PRIVATE ${window_sources} "${imgui_backend}")
    set_property(SOURCE "${imgui_backend}" PROPERTY COMPILE_OPTIONS -w)
    target_link_libraries(podfall PRIVATE glfw Freetype::Freetype Fontconfig::Fontconfig
        ${CMAKE_DL_LIBS})
endif()
