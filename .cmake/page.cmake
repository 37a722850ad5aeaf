# The web page: a plain .wasm and the files of web/, put together in build/web/page.
set(page "${PROJECT_BINARY_DIR}/page")

# What the module imports are the HOST(name) lines of backend_web.cpp and nothing else. em++ looks
# for every import in a library of JavaScript, and stops at one that is not there; what stands in
# the library is not used, since the module is linked without JavaScript.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS web/backend_web.cpp)
file(STRINGS web/backend_web.cpp host_lines REGEX "^HOST\\([a-z_]+\\)")
set(host_imports "")
foreach(line IN LISTS host_lines)
    string(REGEX REPLACE "^HOST\\(([a-z_]+)\\).*" "  \\1: function() {}," line "${line}")
    string(APPEND host_imports "${line}\n")
endforeach()
set(host_library "${PROJECT_BINARY_DIR}/generated/host_imports.js")
file(CONFIGURE OUTPUT "${host_library}" @ONLY CONTENT
    "// Made by .cmake/page.cmake.\nmergeInto(LibraryManager.library, {\n@host_imports@});\n")

add_executable(podfall_web web/backend_web.cpp)
target_link_libraries(podfall_web PRIVATE podfall_shell)
set_target_properties(podfall_web PROPERTIES OUTPUT_NAME podfall_whole SUFFIX ".wasm")
# -O0 speaks of linking alone: web/split.mjs optimises the parts, since inlining first would make of
# small functions that are needed at once and large ones that are not, one.
target_link_options(podfall_web PRIVATE -sSTANDALONE_WASM=1 --no-entry -sMALLOC=emmalloc
    -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=4MB -sTOTAL_STACK=1MB
    "SHELL:--js-library ${host_library}" -O0 -sASSERTIONS=0)
set_property(TARGET podfall_web APPEND PROPERTY LINK_DEPENDS "${host_library}")

find_program(PODFALL_NODE NAMES node nodejs NO_CMAKE_FIND_ROOT_PATH)
find_program(PODFALL_WASM_SPLIT wasm-split NO_CMAKE_FIND_ROOT_PATH)
if(NOT PODFALL_NODE OR NOT PODFALL_WASM_SPLIT)
    message(FATAL_ERROR "node and Binaryen's wasm-split and wasm-opt are needed "
        "(Debian and Ubuntu: apt-get install nodejs binaryen; "
        "elsewhere: put emsdk's upstream/bin in PATH)")
endif()
set(parts "${page}/podfall.wasm" "${page}/podfall-rest.wasm")
add_custom_command(OUTPUT ${parts}
    COMMAND "${PODFALL_NODE}" "${PROJECT_SOURCE_DIR}/web/split.mjs" "$<TARGET_FILE:podfall_web>"
        "${PROJECT_SOURCE_DIR}/lessons" "${page}" "${PROJECT_BINARY_DIR}/split"
    DEPENDS podfall_web web/split.mjs web/headless.mjs ${lesson_files} VERBATIM
    COMMENT "Parting the module: what draws the opening, and the rest")

set(page_files index.html podfall.css podfall.js module.js canvas.js pointer.js print.js page.js
    embed.js icon.svg examples/post.html examples/post.css)
set(page_outputs "")
foreach(file IN LISTS page_files)
    add_custom_command(OUTPUT "${page}/${file}"
        COMMAND "${CMAKE_COMMAND}" -E copy "${PROJECT_SOURCE_DIR}/web/${file}" "${page}/${file}"
        DEPENDS "web/${file}" VERBATIM)
    list(APPEND page_outputs "${page}/${file}")
endforeach()

podfall_languages(page_out "${page}/languages.js" ${language_files})
list(APPEND page_outputs "${page}/languages.js")

# The monospace font holds what the lab writes in it.
file(GLOB texts CONFIGURE_DEPENDS lessons/[0-9]*.json)
set(font "${page}/podfall-mono.woff2")
add_custom_command(OUTPUT "${font}"
    COMMAND "${PODFALL_PYTHON}" "${PROJECT_SOURCE_DIR}/web/subset_font.py" "${font}"
        "${page}/podfall-mono.txt" ${texts}
    DEPENDS web/subset_font.py ${texts} VERBATIM COMMENT "Making the page's font")

find_program(PODFALL_BROTLI brotli NO_CMAKE_FIND_ROOT_PATH)
add_custom_command(OUTPUT "${PROJECT_BINARY_DIR}/page.weight"
    COMMAND "${CMAKE_COMMAND}" "-Dpage=${page}" "-Dbrotli=${PODFALL_BROTLI}"
        "-Dout=${PROJECT_BINARY_DIR}/page.weight"
        -P "${PROJECT_SOURCE_DIR}/.cmake/weigh_page.cmake"
    DEPENDS ${page_outputs} "${font}" ${parts} .cmake/weigh_page.cmake VERBATIM
    COMMENT "Weighing the page")
add_custom_target(podfall_page ALL DEPENDS "${PROJECT_BINARY_DIR}/page.weight")
