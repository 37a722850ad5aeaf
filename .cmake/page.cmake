# The web page: a plain .wasm and the files of web/, put together in build/web/page.
set(page "${PROJECT_BINARY_DIR}/page")

# Every import of the module is named in backend_web.cpp with its module, which this version of
# em++ still reports as undefined; tests/browser/module.test.js checks the list of imports.
add_executable(podfall_web web/backend_web.cpp)
target_link_libraries(podfall_web PRIVATE podfall_shell)
set_target_properties(podfall_web PROPERTIES OUTPUT_NAME podfall SUFFIX ".wasm"
    RUNTIME_OUTPUT_DIRECTORY "${page}")
target_link_options(podfall_web PRIVATE -sSTANDALONE_WASM=1 --no-entry -sMALLOC=emmalloc
    -sALLOW_MEMORY_GROWTH=1 -sINITIAL_MEMORY=4MB -sTOTAL_STACK=1MB
    -sERROR_ON_UNDEFINED_SYMBOLS=0)

set(page_files index.html podfall.css podfall.js canvas.js print.js page.js embed.js icon.svg examples/post.html
    examples/post.css)
set(page_outputs "")
foreach(file IN LISTS page_files)
    add_custom_command(OUTPUT "${page}/${file}"
        COMMAND "${CMAKE_COMMAND}" -E copy "${PROJECT_SOURCE_DIR}/web/${file}" "${page}/${file}"
        DEPENDS "web/${file}" VERBATIM)
    list(APPEND page_outputs "${page}/${file}")
endforeach()

podfall_languages(page_out "${page}/languages.js" ${language_files})
list(APPEND page_outputs "${page}/languages.js")

# The monospace font holds the syllables that the lessons and the panels show.
file(GLOB_RECURSE texts CONFIGURE_DEPENDS lessons/*.json shell/*.json shell/*.cpp shell/*.h core/lesson/*.cpp)
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
    DEPENDS ${page_outputs} "${font}" podfall_web .cmake/weigh_page.cmake VERBATIM
    COMMENT "Weighing the page")
add_custom_target(podfall_page ALL DEPENDS "${PROJECT_BINARY_DIR}/page.weight")
