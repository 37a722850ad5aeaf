#!/bin/sh
# Installs what the native window needs and is missing, builds it and opens it: sh shell/run.sh.
# What follows goes to the program: sh shell/run.sh lang=en. BUILD_ONLY=1 only builds.
set -eu
cd "$(dirname "$0")/.."

sh .ci/install.sh window
log=build/native.log
mkdir -p build
cmake --preset native -DPODFALL_TESTS=OFF >"$log" 2>&1 || { cat "$log"; exit 1; }
grep -E '^-- (window|no window):' "$log" || true
cmake --build --preset native --target podfall
[ -n "${BUILD_ONLY:-}" ] || exec build/native/podfall "$@"
