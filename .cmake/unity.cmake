# Files of one folder are compiled together: most of a file's cost is reading the headers that it
# shares with its neighbours and instantiating the same templates. Groups never cross folders, so a
# name in an anonymous namespace must be unique in its folder, and a new file does not change the
# groups of other folders.
option(PODFALL_UNITY "Compile the files of a folder together; OFF compiles each alone" ON)
set(podfall_unity_files 10)   # in a group at most: what an edit compiles again

function(podfall_compile_together target)
    if(NOT PODFALL_UNITY)
        return()
    endif()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
    set(groups "")
    foreach(source IN LISTS ARGN)
        # Control loops all name their functions reconcile and observe: each is compiled alone. So
        # is what needs a backend, which the test suite does not have.
        # Files that read JSON documents have groups of their own, since nlohmann's header is as
        # large as all the rest.
        set(alone "^extern const Controller |DOCTEST_CONFIG_IMPLEMENT|\"shell/(app|backend)\\.h")
        file(STRINGS "${source}" marks REGEX "^#include <nlohmann/json.hpp>|${alone}")
        if(marks MATCHES "Controller|DOCTEST|shell/")
            continue()
        endif()
        get_filename_component(folder "${source}" DIRECTORY)
        file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}" "${folder}")
        string(MAKE_C_IDENTIFIER "${folder}" group)
        if(marks)
            string(APPEND group "_json")
        endif()
        list(APPEND groups "${group}")
        list(APPEND members_${group} "${source}")
    endforeach()
    list(REMOVE_DUPLICATES groups)
    foreach(group IN LISTS groups)
        # Parts of even size.
        list(LENGTH members_${group} count)
        math(EXPR parts "(${count} + ${podfall_unity_files} - 1) / ${podfall_unity_files}")
        set(i 0)
        foreach(source IN LISTS members_${group})
            math(EXPR part "${i} * ${parts} / ${count}")
            set_property(SOURCE "${source}" PROPERTY UNITY_GROUP "${group}_${part}")
            math(EXPR i "${i} + 1")
        endforeach()
    endforeach()
endfunction()
