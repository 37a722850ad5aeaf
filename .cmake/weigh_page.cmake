# cmake -Dpage=FOLDER -Dbrotli=PROGRAM -Dout=FILE -P weigh_page.cmake
#
# Prints what the page weighs over the wire, beside its goal; tests/browser/module.test.js holds it to
# the limit, so that growth is a decision and no accident. Every file counts but the sample post and the font's licence,
# which the page does not load.
set(goal 300000)
set(limit 1000000)
if(NOT brotli)
    message(WARNING "brotli is missing: the page was not weighed")
    file(WRITE "${out}" "")
    return()
endif()
file(GLOB files RELATIVE "${page}" "${page}/*")
set(total 0)
set(lines "")
foreach(name IN LISTS files)
    if(IS_DIRECTORY "${page}/${name}" OR name MATCHES "\\.(txt|br)$")
        continue()
    endif()
    execute_process(COMMAND "${brotli}" -q 11 -f -o "${out}.br" "${page}/${name}"
        RESULT_VARIABLE failed)
    if(failed)
        message(FATAL_ERROR "brotli failed on ${name}")
    endif()
    file(SIZE "${out}.br" size)
    math(EXPR total "${total} + ${size}")
    list(APPEND lines "${name} ${size}")
endforeach()
file(REMOVE "${out}.br")
list(JOIN lines ", " text)
set(text "page weight (brotli): ${total} bytes, goal ${goal}, limit ${limit} (${text})")
message("${text}")
file(WRITE "${out}.txt" "${text}\n")
file(WRITE "${out}" "${total}\n")
