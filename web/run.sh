#!/bin/sh
# Builds the page and serves it on this machine alone: sh web/run.sh. PORT=8080 names another port,
# BUILD_ONLY=1 only builds.
set -eu
cd "$(dirname "$0")/.."

sh .ci/install.sh page
log=build/web.log
mkdir -p build
cmake --preset web >"$log" 2>&1 || { cat "$log"; exit 1; }
grep -E '^-- (imgui|libyaml|nlohmann_json):' "$log" || true
cmake --build --preset web
[ -n "${BUILD_ONLY:-}" ] || exec node web/serve.mjs build/web/page "${PORT:-8000}"
