#!/bin/sh
# Prints the path of a real kubectl v1.20.2. Debian 12's package has it: it is unpacked below
# build/, so that a kubectl that is installed here is left alone. Fails, saying why, where none can
# be had.
set -eu
cd "$(dirname "$0")/.."
folder=$PWD/build/third_party/kubectl
kubectl=$folder/usr/bin/kubectl

right() { "$1" version --client --short 2>/dev/null | grep -q 'v1\.20\.2$'; }

if [ ! -x "$kubectl" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "no apt here: put a kubectl v1.20.2 at $kubectl" >&2
        exit 1
    fi
    mkdir -p "$folder"
    cd "$folder"
    apt-get -qq download kubernetes-client >download.log 2>&1 || { cat download.log >&2; exit 1; }
    for package in kubernetes-client_*.deb; do dpkg -x "$package" .; done
    rm -f kubernetes-client_*.deb
fi
right "$kubectl" || { echo "the kubectl of this release of Debian is not v1.20.2" >&2; exit 1; }
echo "$kubectl"
