#!/bin/sh
# Fetches the upstream tarball of a Debian source package without touching the machine's own apt:
# the configuration, lists and cache live in a folder of ours, and no root is needed.
#
#     debian_source.sh FOLDER PACKAGE VERSION MINIMUM
#
# FOLDER keeps the private apt and the downloads. VERSION is taken if Debian sid still serves it,
# else the newest release whose version is at least MINIMUM. Prints "<version> <tarball>".
set -eu

folder=$1 package=$2 version=$3 minimum=$4
say() { echo "debian_source.sh: $*" >&2; }

command -v apt-get >/dev/null || { say "no apt-get here"; exit 3; }

# The mirror this machine already uses, when it is a Debian one.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null |
    grep '/debian/*$' | head -n 1 || true)
mirror=${mirror:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -r "$keyring" ] || { say "$keyring is missing (package debian-archive-keyring)"; exit 4; }

apt=$folder/apt
mkdir -p "$apt/state/lists/partial" "$apt/cache/archives/partial" "$folder/$package"
: >"$apt/state/status"
echo "deb-src [signed-by=$keyring] $mirror sid main" >"$apt/sources.list"
cat >"$apt/apt.conf" <<END
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$apt/state";
Dir::State::lists "$apt/state/lists";
Dir::State::status "$apt/state/status";
Dir::Cache "$apt/cache";
Acquire::Languages "none";
APT::Sandbox::User "";
END
APT_CONFIG=$apt/apt.conf
export APT_CONFIG

# One index (12 MB) serves every package that is fetched in this hour.
if [ -z "$(find "$apt/updated" -mmin -60 2>/dev/null)" ]; then
    apt-get -qq update >&2 && : >"$apt/updated"
fi

# Only the upstream tarball is fetched, checked against the hash in the signed index. Apt lists what
# is not there yet, so it is asked in a folder without downloads. Prints "<address> <name> <hash>".
tarball_of() {
    (cd "$apt" && apt-get -qq source --print-uris "$package=$1" 2>/dev/null) |
        sed -n "s/^'\(.*\)' \([^ ]*\.orig\.tar\.[a-z0-9]*\) [0-9]* \(.*\)/\1 \2 \3/p"
}
found=$(tarball_of "$version")
if [ -z "$found" ]; then
    newest=$(apt-cache showsrc "$package" | sed -n 's/^Version: //p' | sort -V | tail -n 1)
    [ -n "$newest" ] && dpkg --compare-versions "$newest" ge "$minimum" || {
        say "no release of $package at or above $minimum"; exit 5; }
    version=$newest
    found=$(tarball_of "$version")
fi
# shellcheck disable=SC2086
set -- $found
tarball=$folder/$package/$2
rm -f "$tarball"
/usr/lib/apt/apt-helper -qq download-file "$1" "$tarball" "$3" >&2
echo "$version $tarball"
