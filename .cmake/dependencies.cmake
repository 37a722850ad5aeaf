# Everything that is not ours: from Debian's packages and source packages where there is apt,
# else from upstream with FetchContent. Each is pinned by version and hash, and CMake prints which
# it used. Nothing of it is kept in this repository.
include(FetchContent)
set(FETCHCONTENT_QUIET ON)

set(PODFALL_SOURCES "${PROJECT_SOURCE_DIR}/build/third_party" CACHE PATH
    "Folder that keeps fetched sources; shared by all presets")
set(podfall_headers "${PROJECT_BINARY_DIR}/headers")

# A C or C++ source package of Debian sid, unpacked. Sets <package>_source to its folder, or to "".
function(podfall_debian_source package version sha256 minimum)
    set(marker "${PODFALL_SOURCES}/${package}.found")
    file(LOCK "${PODFALL_SOURCES}/lock" GUARD FUNCTION TIMEOUT 300)
    if(EXISTS "${marker}")
        file(STRINGS "${marker}" found)
        list(GET found 0 found_version)
        list(GET found 1 folder)
        if(EXISTS "${folder}" AND found_version STREQUAL version)
            message(STATUS "${package}: Debian source ${found_version}, fetched before")
            set(${package}_source "${folder}" PARENT_SCOPE)
            return()
        endif()
    endif()
    execute_process(
        COMMAND sh "${PROJECT_SOURCE_DIR}/.cmake/debian_source.sh" "${PODFALL_SOURCES}"
            "${package}" "${version}" "${minimum}"
        OUTPUT_VARIABLE line OUTPUT_STRIP_TRAILING_WHITESPACE
        ERROR_VARIABLE problem ERROR_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
    if(failed)
        message(STATUS "${package}: no Debian source package (${problem})")
        set(${package}_source "" PARENT_SCOPE)
        return()
    endif()
    string(REPLACE " " ";" line "${line}")
    list(GET line 0 got)
    list(GET line 1 tarball)
    if(got STREQUAL version)
        file(SHA256 "${tarball}" actual)
        if(NOT actual STREQUAL sha256)
            message(FATAL_ERROR "${tarball} has SHA-256 ${actual}, not the pinned ${sha256}")
        endif()
    else()
        message(WARNING "${package} ${version} is no longer served; taking ${got}")
    endif()
    set(folder "${PODFALL_SOURCES}/${package}-${got}")
    file(REMOVE_RECURSE "${folder}")
    file(ARCHIVE_EXTRACT INPUT "${tarball}" DESTINATION "${folder}")
    file(GLOB inner LIST_DIRECTORIES true "${folder}/*")
    list(LENGTH inner entries)
    if(entries EQUAL 1)
        set(folder "${inner}")
    endif()
    file(WRITE "${marker}" "${got}\n${folder}\n")
    message(STATUS "${package}: Debian source ${got}")
    set(${package}_source "${folder}" PARENT_SCOPE)
endfunction()

# Makes <folder> of the system's include path visible through podfall_headers alone: a cross
# compiler must never see the whole of /usr/include. Sets <name>_found.
function(podfall_system_headers name folder file)
    find_path(${name}_include "${folder}/${file}" PATHS /usr/include /usr/local/include
        /opt/homebrew/include NO_CMAKE_FIND_ROOT_PATH NO_DEFAULT_PATH)
    set(${name}_found FALSE PARENT_SCOPE)
    if(${name}_include)
        file(MAKE_DIRECTORY "${podfall_headers}")
        file(CREATE_LINK "${${name}_include}/${folder}" "${podfall_headers}/${folder}" SYMBOLIC)
        set(${name}_found TRUE PARENT_SCOPE)
        message(STATUS "${name}: ${${name}_include}/${folder}")
    endif()
endfunction()

# nlohmann_json and doctest: headers.
podfall_system_headers(nlohmann_json nlohmann json.hpp)
if(NOT nlohmann_json_found)
    FetchContent_Declare(nlohmann_json
        URL https://github.com/nlohmann/json/releases/download/v3.11.3/json.tar.xz
        URL_HASH SHA256=d6c65aca6b1ed68e7a182f4757257b107ae403032760ed6ef121c9d55e81757d)
    FetchContent_MakeAvailable(nlohmann_json)
    file(CREATE_LINK "${nlohmann_json_SOURCE_DIR}/include/nlohmann" "${podfall_headers}/nlohmann"
        SYMBOLIC)
    message(STATUS "nlohmann_json: v3.11.3 from upstream")
endif()
podfall_system_headers(doctest doctest doctest.h)
if(NOT doctest_found)
    FetchContent_Declare(doctest
        GIT_REPOSITORY https://github.com/doctest/doctest.git
        GIT_TAG ae7a13539fb71f270b87eb2e874fbac80bc8dda2)  # v2.4.11
    FetchContent_GetProperties(doctest)
    if(NOT doctest_POPULATED)
        FetchContent_Populate(doctest)
    endif()
    file(CREATE_LINK "${doctest_SOURCE_DIR}/doctest" "${podfall_headers}/doctest" SYMBOLIC)
    message(STATUS "doctest: v2.4.11 from upstream")
endif()
add_library(podfall_headers INTERFACE)
target_include_directories(podfall_headers SYSTEM INTERFACE "${podfall_headers}")

# libyaml: source, since WebAssembly needs it too.
podfall_debian_source(libyaml 0.2.5-2
    fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e 0.2.5)
if(NOT libyaml_source)
    FetchContent_Declare(libyaml
        URL https://github.com/yaml/libyaml/archive/0.2.5.tar.gz
        URL_HASH SHA256=fa240dbf262be053f3898006d502d514936c818e422afdcf33921c63bed9bf2e)
    FetchContent_GetProperties(libyaml)
    if(NOT libyaml_POPULATED)
        FetchContent_Populate(libyaml)
    endif()
    set(libyaml_source "${libyaml_SOURCE_DIR}")
    message(STATUS "libyaml: 0.2.5 from upstream")
endif()
set(yaml_c api reader scanner parser writer emitter)
list(TRANSFORM yaml_c PREPEND "${libyaml_source}/src/")
list(TRANSFORM yaml_c APPEND ".c")
add_library(podfall_yaml STATIC ${yaml_c})
target_include_directories(podfall_yaml SYSTEM PUBLIC "${libyaml_source}/include")
target_compile_definitions(podfall_yaml PUBLIC YAML_DECLARE_STATIC PRIVATE
    YAML_VERSION_MAJOR=0 YAML_VERSION_MINOR=2 YAML_VERSION_PATCH=5 YAML_VERSION_STRING="0.2.5")
target_compile_options(podfall_yaml PRIVATE -w)

# TRE: source, for grep, sed, awk and all else that takes POSIX regular expressions.
podfall_debian_source(tre 0.9.0-2
    f57f5698cafdfe516d11fb0b71705916fe1162f14b08cf69d7cf86923b5a2477 0.9.0)
if(NOT tre_source)
    FetchContent_Declare(tre
        GIT_REPOSITORY https://github.com/laurikari/tre.git
        GIT_TAG d0e0c997336b3210f05b3e1daa7bb5cb9900d274)  # v0.9.0
    FetchContent_GetProperties(tre)
    if(NOT tre_POPULATED)
        FetchContent_Populate(tre)
    endif()
    set(tre_source "${tre_SOURCE_DIR}")
    message(STATUS "tre: v0.9.0 from upstream")
endif()
# What its configure script would write: wide characters, no locale, no approximate matching.
file(CONFIGURE OUTPUT "${tre_source}/local_includes/tre-config.h" CONTENT
"#define HAVE_SYS_TYPES_H 1
#define HAVE_WCHAR_H 1
#define TRE_WCHAR 1
#define TRE_VERSION \"0.9.0\"
")
# Two faults of 0.9.0 are corrected in copies. A match that begins later took the place of the
# leftmost one when two paths reached its end together; and a pattern with a back reference
# was not tried at every place (fixed upstream in 2f7dcec). tests/terminal/regular_expression.cpp
# has a case for each.
function(podfall_corrected_source file regex replacement)
    file(READ "${file}" text)
    string(REGEX REPLACE "${regex}" "${replacement}" corrected "${text}")
    if(corrected STREQUAL text)
        message(STATUS "${file}: nothing to correct")
    endif()
    get_filename_component(name "${file}" NAME)
    file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/tre/${name}" CONTENT "${corrected}" @ONLY)
endfunction()
podfall_corrected_source("${tre_source}/lib/tre-match-parallel.c"
    "if \\(trans_i->state == tnfa->final\\)"
    "if (trans_i->state == tnfa->final && (match_eo < 0 || tmp_tags[0] <= match_tags[0]))")
podfall_corrected_source("${tre_source}/lib/tre-match-backtrack.c"
    "(end of string\\. \\*/[ \t\n]*if \\(len < 0\\)[ \t\n]*{[ \t\n]*if \\()next_c( == L)"
    "\\1next_c_start\\2")
set(tre_c regcomp regexec tre-ast tre-compile tre-mem tre-parse tre-stack)
list(TRANSFORM tre_c PREPEND "${tre_source}/lib/")
list(APPEND tre_c "${PROJECT_BINARY_DIR}/tre/tre-match-parallel"
    "${PROJECT_BINARY_DIR}/tre/tre-match-backtrack")
list(TRANSFORM tre_c APPEND ".c")
add_library(podfall_tre STATIC ${tre_c})
target_include_directories(podfall_tre SYSTEM PUBLIC "${tre_source}/local_includes"
    PRIVATE "${tre_source}/lib")
target_compile_definitions(podfall_tre PRIVATE HAVE_WCHAR_H HAVE_WCTYPE_H TRE_REGEX_T_FIELD=value
    towlower=podfall_tre_same towupper=podfall_tre_same)
# The C library's answers depend on its locale and differ between libraries; these are
# core/terminal/text/regular_expression.cpp's.
foreach(class IN ITEMS alnum alpha blank cntrl digit graph lower print punct space upper xdigit)
    target_compile_definitions(podfall_tre PRIVATE isw${class}=podfall_tre_alphanumeric)
endforeach()
target_compile_options(podfall_tre PRIVATE -w)

# Dear ImGui: source; 1.92 is the first release with a dynamic glyph atlas.
podfall_debian_source(imgui 1.92.2b+ds-1
    e7bd201d56b5ee90d24d5dac85e5c12f98bdb95410252a62d27b7f89e4566d48 1.92)
if(NOT imgui_source)
    FetchContent_Declare(imgui
        GIT_REPOSITORY https://github.com/ocornut/imgui.git
        GIT_TAG 45acd5e0e82f4c954432533ae9985ff0e1aad6d5)  # v1.92.2b
    FetchContent_GetProperties(imgui)
    if(NOT imgui_POPULATED)
        FetchContent_Populate(imgui)
    endif()
    set(imgui_source "${imgui_SOURCE_DIR}")
    message(STATUS "imgui: v1.92.2b from upstream")
endif()
