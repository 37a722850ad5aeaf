# cmake [-Dout=FILE.cpp] [-Dpage_out=FILE.js] -Dlanguages="en.json;ko.json" -P languages.cmake
#
# The languages that the front end speaks, one JSON file each: the module's tables
# (shell/ui/strings.h) and what the page itself says (a JavaScript module, with page_out). A text
# that a file lacks is told in English. The compiler refuses a text that the front end does not
# have; tests find one that a complete language lacks.
cmake_minimum_required(VERSION 3.21)

set(declarations "")
set(rows "")
set(count 0)
set(pages "{}")

# Sets <out> to the C++ literal of a member's text, or to nullptr when there is none.
function(literal out json)
    string(JSON value ERROR_VARIABLE missing GET "${json}" ${ARGN})
    if(missing)
        set(${out} "nullptr" PARENT_SCOPE)
    else()
        set(${out} "R\"podfall(${value})podfall\"" PARENT_SCOPE)
    endif()
endfunction()

# Appends an assignment for every text of the object at a path to <out>.
function(assignments out json pattern)
    set(lines "${${out}}")
    string(JSON size ERROR_VARIABLE missing LENGTH "${json}" ${ARGN})
    if(NOT missing AND size GREATER 0)
        math(EXPR last "${size} - 1")
        foreach(i RANGE ${last})
            string(JSON key MEMBER "${json}" ${ARGN} ${i})
            string(JSON type TYPE "${json}" ${ARGN} "${key}")
            if(type STREQUAL STRING)
                literal(value "${json}" ${ARGN} "${key}")
                string(REPLACE "@" "${key}" place "${pattern}")
                string(APPEND lines "    s.${place} = ${value};\n")
            endif()
        endforeach()
    endif()
    set(${out} "${lines}" PARENT_SCOPE)
endfunction()

foreach(language IN LISTS languages)
    get_filename_component(code "${language}" NAME_WE)
    file(READ "${language}" json)
    string(JSON name ERROR_VARIABLE problem GET "${json}" name)
    if(problem)
        message(FATAL_ERROR "${language}: ${problem}")
    endif()
    set(lines "")
    assignments(lines "${json}" "@" words)
    assignments(lines "${json}" "happenings[static_cast<int>(Happening::@)]" words happenings)
    assignments(lines "${json}" "rules[static_cast<int>(Rule::@)]" words rules)
    set(terms "")
    string(JSON size ERROR_VARIABLE missing LENGTH "${json}" terms)
    if(missing)
        set(size 0)
    endif()
    if(size GREATER 0)
        math(EXPR last "${size} - 1")
        foreach(i RANGE ${last})
            string(JSON key MEMBER "${json}" terms ${i})
            literal(names "${json}" terms "${key}" names)
            literal(meaning "${json}" terms "${key}" meaning)
            string(APPEND terms "    {\"${key}\", ${names}, ${meaning}},\n")
        endforeach()
    endif()
    string(APPEND declarations "constexpr Strings words_${code}() {\n"
        "    Strings s{};\n${lines}    return s;\n}\n"
        "constexpr Term terms_${code}[] = {\n${terms}    {nullptr, nullptr, nullptr}};\n")
    string(APPEND rows
        "    {Language(\"${code}\"), \"${name}\", words_${code}(), terms_${code}, ${size}},\n")
    math(EXPR count "${count} + 1")
    string(JSON page ERROR_VARIABLE missing GET "${json}" page)
    if(missing)
        set(page "{}")
    endif()
    string(JSON page SET "${page}" name "\"${name}\"")
    string(JSON pages SET "${pages}" "${code}" "${page}")
endforeach()

if(out)
    file(WRITE "${out}" "// Made by .cmake/languages.cmake.\n"
        "#include \"shell/ui/strings.h\"\n\nnamespace podfall {\n"
        "namespace {\n${declarations}}  // namespace\n"
        "const LanguageFile language_files[] = {\n${rows}};\n"
        "const std::size_t language_files_count = ${count};\n"
        "}  // namespace podfall\n")
endif()
if(page_out)
    file(WRITE "${page_out}"
        "// Made by .cmake/languages.cmake.\nexport const languages = ${pages};\n")
endif()
