# Lists of the constants that define control loops and commands, generated from the sources, so that
# adding a file is enough. A listed line reads "extern const Controller replicaset = {...".
#
# Sets <out> to the generated source, or to nothing while the header does not exist yet.
function(podfall_registry out type list header)
    set(${out} "" PARENT_SCOPE)
    if(NOT EXISTS "${PROJECT_SOURCE_DIR}/${header}")
        return()
    endif()
    set(names "")
    foreach(source IN LISTS ARGN)
        # A changed file may hold a new constant: configure again (0.3 s) before it is compiled.
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
        file(STRINGS "${source}" lines REGEX "^extern const ${type} [a-z0-9_]+ = ")
        foreach(line IN LISTS lines)
            string(REGEX REPLACE "^extern const ${type} ([a-z0-9_]+).*" "\\1" name "${line}")
            list(APPEND names "${name}")
        endforeach()
    endforeach()
    list(SORT names)
    list(LENGTH names count)
    set(text "// Made by .cmake/registry.cmake.\n#include <cstddef>\n\n#include \"${header}\"\n\n")
    string(APPEND text "namespace podfall {\n")
    foreach(name IN LISTS names)
        string(APPEND text "extern const ${type} ${name};\n")
    endforeach()
    string(APPEND text "extern const ${type}* const ${list}[];\n"
        "extern const std::size_t ${list}_count;\n"
        "const ${type}* const ${list}[] = {\n")
    foreach(name IN LISTS names)
        string(APPEND text "    &${name},\n")
    endforeach()
    if(count EQUAL 0)
        string(APPEND text "    nullptr,\n")
    endif()
    string(APPEND text "};\nconst std::size_t ${list}_count = ${count};\n}  // namespace podfall\n")
    set(file "${PROJECT_BINARY_DIR}/generated/registry_${list}.cpp")
    file(CONFIGURE OUTPUT "${file}" CONTENT "@text@" @ONLY)
    set(${out} "${file}" PARENT_SCOPE)
endfunction()

# Generates a file from the languages with .cmake/languages.cmake; `what` is out or page_out.
function(podfall_languages what made)
    add_custom_command(OUTPUT "${made}"
        COMMAND "${CMAKE_COMMAND}" "-D${what}=${made}" "-Dlanguages=${ARGN}"
            -P "${PROJECT_SOURCE_DIR}/.cmake/languages.cmake"
        DEPENDS ${ARGN} "${PROJECT_SOURCE_DIR}/.cmake/languages.cmake" VERBATIM
        COMMENT "Collecting the languages")
endfunction()

# The lessons and what the sandbox starts with as C++ (core/lesson/embedded.h), minified when
# python3 is at hand.
function(podfall_embed_lessons out)
    set(generated "${PROJECT_BINARY_DIR}/generated/embedded_lessons.cpp")
    set(sandbox "${PROJECT_SOURCE_DIR}/lessons/sandbox.json")
    add_custom_command(OUTPUT "${generated}"
        COMMAND "${CMAKE_COMMAND}" "-Dout=${generated}" "-Dpython=${PODFALL_PYTHON}"
            "-Dlessons=${ARGN}" "-Dsandbox=${sandbox}"
            -P "${PROJECT_SOURCE_DIR}/.cmake/embed_lessons.cmake"
        DEPENDS ${ARGN} "${sandbox}" "${PROJECT_SOURCE_DIR}/.cmake/embed_lessons.cmake" VERBATIM
        COMMENT "Embedding the lessons")
    set(${out} "${generated}" PARENT_SCOPE)
endfunction()
