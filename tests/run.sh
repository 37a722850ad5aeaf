#!/bin/sh
# Every test: doctest natively, the same suite as WebAssembly under Node, the rules of the source
# tree, and the page in headless Chromium. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit

passed=0
failed=0
logs=build/logs
mkdir -p "$logs"

count() { passed=$((passed + $1)) failed=$((failed + $2)); }

finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
    exit
}

# Runs a step that is no test itself; only its failure counts.
step() {
    log=$logs/$1.log
    shift
    echo "== $*"
    "$@" >"$log" 2>&1 && return
    tail -n 60 "$log"
    count 0 1
    return 1
}

# Numbers from doctest's last lines: "[doctest] test cases: 3 | 3 passed | 0 failed | 0 skipped".
run_doctest() {
    log=$logs/$1.log
    shift
    echo "== $*"
    "$@" --no-colors=true >"$log" 2>&1
    status=$?
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
    echo "== node $*"
    node --test-reporter=spec "$@" >"$log" 2>&1
    status=$?
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
    step native-build cmake --build --preset "$preset" &&
    run_doctest native "build/$preset/podfall_tests"
if [ -x "build/$preset/podfall" ]; then
    step lessons "build/$preset/podfall" lessons check && count 1 0
    PODFALL=$PWD/build/$preset/podfall run_node recordings tests/recordings/all.js
    grep '^recordings:' "$logs/recordings.log"
    PODFALL=$PWD/build/$preset/podfall run_node door tests/door/all.js
    PODFALL=$PWD/build/$preset/podfall run_node judge tests/judge/all.js
    grep '^judge:' "$logs/judge.log"
fi

page=
step web-configure cmake --preset web-tests $strict &&
    step web-build cmake --build --preset web-tests && page=yes &&
    run_doctest wasm node build/web/podfall_tests.js
world_of() { sed -n 's/^world: //p' "$logs/$1.log" 2>/dev/null; }
if [ -n "$(world_of native)" ] && [ "$(world_of native)" = "$(world_of wasm)" ]; then
    echo "the world's hash is $(world_of native) natively and in wasm"
    count 1 0
else
    echo "the world's hash differs: '$(world_of native)' natively, '$(world_of wasm)' in wasm"
    count 0 1
fi
cat build/web/page.weight.txt 2>/dev/null

run_node tidy tests/tidy/all.js
if [ -n "$page" ]; then
    step npm npm ci --prefix tests/browser --no-audit --no-fund &&
        run_node browser tests/browser/all.js
fi
finish
