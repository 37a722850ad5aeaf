# Emscripten's own toolchain file, wherever it is installed, with two corrections.
find_program(podfall_emxx em++ NO_CMAKE_FIND_ROOT_PATH)
if(NOT podfall_emxx)
    message(FATAL_ERROR "em++ is missing: install Emscripten "
        "(Debian and Ubuntu: apt-get install emscripten)")
endif()
get_filename_component(podfall_emxx_real "${podfall_emxx}" REALPATH)
get_filename_component(podfall_emscripten "${podfall_emxx_real}" DIRECTORY)
foreach(root IN ITEMS "${podfall_emscripten}" "$ENV{EMSDK}/upstream/emscripten"
        /usr/share/emscripten)
    if(EXISTS "${root}/cmake/Modules/Platform/Emscripten.cmake")
        # node 20 rejects the flag that emcmake gives its emulator.
        set(CMAKE_CROSSCOMPILING_EMULATOR node CACHE STRING "")
        include("${root}/cmake/Modules/Platform/Emscripten.cmake")
        break()
    endif()
endforeach()
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
# em++ of this age turns inlining off for -Os and -Oz. With it the module is some hundredths
# smaller: wasm-opt inlines most of the same afterwards.
add_compile_options(-finline-functions)
