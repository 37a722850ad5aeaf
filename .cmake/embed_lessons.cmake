# cmake -Dout=FILE -Dpython=PYTHON -Dlessons="a.json;b.json" -Dsandbox=FILE -P embed_lessons.cmake
# Sets `json` and `size` to a file's JSON, minified where there is a python.
macro(read_json file)
    if(python)
        execute_process(COMMAND "${python}" -c
            "import json,sys;d=json.load(open(sys.argv[1],encoding='utf-8'));\
sys.stdout.buffer.write(json.dumps(d,ensure_ascii=False,separators=(',',':')).encode())"
            "${file}" OUTPUT_VARIABLE json RESULT_VARIABLE failed)
        if(failed)
            message(FATAL_ERROR "${file} is not JSON")
        endif()
    else()
        file(READ "${file}" json)
    endif()
    string(LENGTH "${json}" size)
endmacro()

set(text "// Made by .cmake/embed_lessons.cmake.\n#include \"core/lesson/embedded.h\"\n\n")
string(APPEND text "namespace podfall {\n")
string(APPEND text "const EmbeddedLesson embedded_lessons[] = {\n")
set(ids "")
set(count 0)
foreach(lesson IN LISTS lessons)
    get_filename_component(id "${lesson}" NAME_WE)
    read_json("${lesson}")
    string(APPEND text "    {\"${id}\", R\"podfall(${json})podfall\", ${size}},\n")
    string(APPEND ids "    \"${id}\",\n")
    math(EXPR count "${count} + 1")
endforeach()
string(APPEND text "    {nullptr, nullptr, 0}};\n")
string(APPEND text "const char* const embedded_lesson_ids[] = {\n${ids}    nullptr};\n")
string(APPEND text "const std::size_t embedded_lessons_count = ${count};\n")
read_json("${sandbox}")
string(APPEND text "const EmbeddedLesson embedded_sandbox = "
    "{\"sandbox\", R\"podfall(${json})podfall\", ${size}};\n")
string(APPEND text "}  // namespace podfall\n")
file(WRITE "${out}" "${text}")
