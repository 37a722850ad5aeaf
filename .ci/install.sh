#!/bin/sh
# Installs what building the page ("page"), the native window ("window") or building and testing
# everything ("tests") needs and is missing. What the native program needs without a window comes
# with each. Says what it installs and how; without apt it names what to install and fails.
set -eu

native="cmake ninja-build g++ git ca-certificates python3 nlohmann-json3-dev doctest-dev
        libcpp-httplib-dev zlib1g-dev pkg-config debian-archive-keyring ccache"
page="$native nodejs emscripten brotli fonttools python3-brotli fonts-naver-d2coding"
window="$native libglfw3-dev libfreetype-dev libfontconfig-dev fonts-naver-d2coding fonts-nanum"
tests="$page $window npm chromium clang-format-14"

case ${1:-} in
    page) wanted=$page ;;
    window) wanted=$window ;;
    tests) wanted=$tests ;;
    *) echo "usage: install.sh page|window|tests" >&2; exit 2 ;;
esac

# Adds to `missing` the programs of "command:name" words that are not there.
programs() {
    for pair in "$@"; do
        command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing, ${pair#*:}"
    done
}

# Emscripten compiles for the page's users, so what it is called matters more than who packed it.
without_apt() {
    missing=
    programs cmake:CMake ninja:Ninja c++:"a C++20 compiler" python3:Python git:git
    libraries="zlib"
    if [ "$1" != window ]; then
        programs em++:Emscripten wasm-split:Binaryen node:Node.js brotli:brotli
        python3 -c 'import fontTools, brotli' 2>/dev/null ||
            missing="$missing, Python's fonttools and brotli modules"
    fi
    [ "$1" = page ] || libraries="$libraries freetype2 fontconfig glfw3"
    if [ "$1" = tests ]; then
        programs npm:npm
        [ -n "${CHROMIUM:-}" ] || programs chromium:"Chromium (or name one in CHROMIUM)"
    fi
    # shellcheck disable=SC2086  # the names are words
    command -v pkg-config >/dev/null 2>&1 && pkg-config --exists $libraries ||
        missing="$missing, pkg-config with the development files of $libraries"
    [ -z "$missing" ] && return 0
    echo "There is no apt here. Please install: ${missing#, }." >&2
    echo "Also the font D2Coding (its path in PODFALL_D2CODING). CMake fetches the rest." >&2
    return 1
}

installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# A name that this release of Debian or Ubuntu does not know is left out, and said.
known() { apt-cache show "$1" >/dev/null 2>&1; }

if ! command -v apt-get >/dev/null 2>&1; then
    without_apt "$1"
    exit
fi

missing=
for package in $wanted; do
    case $package in
        # Any of these may be here already from elsewhere (a newer Node.js brings its own npm).
        nodejs) command -v node >/dev/null 2>&1 && continue ;;
        npm) command -v npm >/dev/null 2>&1 && continue ;;
        chromium) command -v chromium >/dev/null 2>&1 && continue ;;
    esac
    installed "$package" || missing="$missing $package"
done
if [ -n "$missing" ]; then
    sudo=
    [ "$(id -u)" = 0 ] || sudo=sudo
    echo "Installing with ${sudo:+$sudo }apt-get:$missing"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq update
    # shellcheck disable=SC2086  # the names are words
    for package in $missing; do
        known "$package" && continue
        echo "apt does not know $package here; going on without" >&2
        missing=$(echo "$missing" | tr ' ' '\n' | grep -vx "$package" | tr '\n' ' ')
    done
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends $missing
fi

[ "$1" = window ] && exit
major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
[ "$major" -ge 18 ] || { echo "Node.js $major is too old: 18 or newer is needed." >&2; exit 1; }
