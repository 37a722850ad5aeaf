# The native program: the window (GLFW, OpenGL 3, FreeType, fontconfig) and the command line.
find_package(glfw3 3.3 QUIET)
if(glfw3_FOUND)
    message(STATUS "glfw: ${glfw3_VERSION} of the system")
else()
    FetchContent_Declare(glfw
        GIT_REPOSITORY https://github.com/glfw/glfw.git
        GIT_TAG 7b6aead9fb88b3623e3b3725ebb42670cbe4c579)  # 3.4
    set(GLFW_BUILD_EXAMPLES OFF)
    set(GLFW_BUILD_TESTS OFF)
    set(GLFW_BUILD_DOCS OFF)
    set(GLFW_INSTALL OFF)
    FetchContent_MakeAvailable(glfw)
    message(STATUS "glfw: 3.4 from upstream")
endif()
find_package(Freetype QUIET)
find_package(Fontconfig QUIET)
if(NOT Freetype_FOUND OR NOT Fontconfig_FOUND)
    message(FATAL_ERROR "FreeType and fontconfig are needed (Debian and Ubuntu: apt-get install "
        "libfreetype-dev libfontconfig-dev; Fedora: freetype-devel fontconfig-devel; "
        "macOS: brew install freetype fontconfig)")
endif()
message(STATUS "freetype: ${FREETYPE_VERSION_STRING} of the system")
message(STATUS "fontconfig: ${Fontconfig_VERSION} of the system")

# cpp-httplib, for `podfall serve`.
find_package(Threads REQUIRED)
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
    pkg_check_modules(httplib QUIET IMPORTED_TARGET cpp-httplib>=0.11)
endif()
# socket.h is a Stream as 0.11 has it; later releases want more of one.
if(httplib_FOUND AND httplib_VERSION VERSION_LESS 0.12)
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

add_executable(podfall ${native_sources} "${PROJECT_BINARY_DIR}/generated/command_lines.cpp"
    "${imgui_source}/backends/imgui_impl_opengl3.cpp")
target_link_libraries(podfall PRIVATE podfall_shell glfw Freetype::Freetype
    Fontconfig::Fontconfig podfall_httplib ZLIB::ZLIB Threads::Threads ${CMAKE_DL_LIBS})
set_property(SOURCE "${imgui_source}/backends/imgui_impl_opengl3.cpp" PROPERTY
    COMPILE_OPTIONS -w)

