#!/bin/sh
# Every test: doctest natively, the same suite as WebAssembly under Node, the rules of the source
# tree, and the page in headless Chromium. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit

logs=build/logs
mkdir -p "$logs"
# A line a step, "passed failed": steps that run side by side write here too.
counts=$logs/counts
: >"$counts"

begun_all=$(date +%s)
built_all=$begun_all   # when the builds were done

count() { echo "$1 $2" >>"$counts"; }

finish() {
    passed=$(awk '{ n += $1 } END { print n + 0 }' "$counts")
    failed=$(awk '{ n += $2 } END { print n + 0 }' "$counts")
    now=$(date +%s)
    echo "the builds took $((built_all - begun_all)) s, the tests $((now - built_all)) s"
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# Runs a step that is no test itself; only its failure counts.
step() {
    log=$logs/$1.log
    shift
    begun=$(date +%s)
    "$@" >"$log" 2>&1
    status=$?
    echo "== $* ($(($(date +%s) - begun)) s)"
    [ "$status" -eq 0 ] && return
    tail -n 60 "$log"
    count 0 1
    return 1
}

# Numbers from doctest's last lines: "[doctest] test cases: 3 | 3 passed | 0 failed | 0 skipped".
run_doctest() {
    log=$logs/$1.log
    shift
    begun=$(date +%s)
    "$@" --no-colors=true >"$log" 2>&1
    status=$?
    echo "== $* ($(($(date +%s) - begun)) s)"
    line=$(grep '^\[doctest\] test cases:' "$log" | tail -n 1)
    good=$(echo "$line" | sed -n 's/.*| *\([0-9]*\) passed.*/\1/p')
    bad=$(echo "$line" | sed -n 's/.*| *\([0-9]*\) failed.*/\1/p')
    # A crash prints no closing line, or closes well and exits badly.
    [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ] && bad=1
    [ "$status" -eq 0 ] && [ "${good:-0}" -eq 0 ] && bad=1
    [ "${bad:-0}" -eq 0 ] || tail -n 200 "$log"
    echo "${line:-no result (exit $status)}"
    count "${good:-0}" "${bad:-0}"
}

# Node's own test runner.
run_node() {
    log=$logs/$1.log
    shift
    begun=$(date +%s)
    node --test-reporter=spec "$@" >"$log" 2>&1
    status=$?
    echo "== node $* ($(($(date +%s) - begun)) s)"
    good=$(sed -n 's/^[^a-z]*pass \([0-9][0-9]*\)$/\1/p' "$log" | tail -n 1)
    bad=$(sed -n 's/^[^a-z]*fail \([0-9][0-9]*\)$/\1/p' "$log" | tail -n 1)
    [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ] && bad=1
    [ "$status" -eq 0 ] && [ "${good:-0}" -eq 0 ] && bad=1
    if [ "${bad:-0}" -eq 0 ]; then grep -E '✔|✖' "$log"; else cat "$log"; fi
    count "${good:-0}" "${bad:-0}"
}

sh .ci/install.sh tests || { count 0 1; finish; }

# A newer compiler knows newer warnings: only where the compilers are known do they stop a build.
strict=
preset=native
[ "${CI:-}" = true ] && preset=ci strict=-DPODFALL_WERROR=ON

step native-configure cmake --preset "$preset" &&
    step native-build cmake --build --preset "$preset"
page=
step web-configure cmake --preset web-tests $strict &&
    step web-build cmake --build --preset web-tests && page=yes
cat build/web/page.weight.txt 2>/dev/null
built_all=$(date +%s)

# The native program and the page wait for clocks and for each other's clients as much as they
# compute: the two are tested side by side.
test_native() {
    [ -x "build/$preset/podfall_tests" ] && run_doctest native "build/$preset/podfall_tests"
    [ -x "build/$preset/podfall" ] || return
    step lessons "build/$preset/podfall" lessons check && count 1 0
    PODFALL=$PWD/build/$preset/podfall
    export PODFALL
    run_node recordings tests/recordings/all.js
    grep '^recordings:' "$logs/recordings.log"
    run_node door tests/door/all.js
    run_node judge tests/judge/all.js
    grep '^judge:' "$logs/judge.log"
}
test_page() {
    run_node tidy tests/tidy/all.js
    [ -n "$page" ] || return
    step npm npm ci --prefix tests/browser --no-audit --no-fund &&
        run_node browser tests/browser/all.js
    run_doctest wasm node build/web/podfall_tests.js
}
test_native >"$logs/native-chain.log" 2>&1 &
test_page
wait
cat "$logs/native-chain.log"

world_of() { sed -n 's/^world: //p' "$logs/$1.log" 2>/dev/null; }
if [ -n "$(world_of native)" ] && [ "$(world_of native)" = "$(world_of wasm)" ]; then
    echo "the world's hash is $(world_of native) natively and in wasm"
    count 1 0
else
    echo "the world's hash differs: '$(world_of native)' natively, '$(world_of wasm)' in wasm"
    count 0 1
fi
finish
