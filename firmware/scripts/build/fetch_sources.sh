#!/bin/sh
# Fetch the sources that the firmware is built from, as Debian packages them, into DIR.
#
#   fetch_sources.sh DIR micropython     DIR/micropython (MicroPython) and DIR/mbedtls
#   fetch_sources.sh DIR pico            DIR/pico-sdk and DIR/tinyusb, for the rp2 boards
#
# apt is run with a state of its own (sources, lists, cache), so nothing of the system changes and
# the system may be an older Debian. The archive's address is taken from the system's own apt
# configuration. apt checks the archive's signature and, through it, every file's SHA-256.
set -eu

SUITE=trixie
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

dir=$1
what=$2
exec 1>&2

fail() {
    echo "fetch_sources: $*"
    exit 1
}

command -v apt-get >/dev/null || fail "no apt here: set MICROPY_DIR to a MicroPython checkout"
[ -f "$KEYRING" ] || fail "install debian-archive-keyring, or set MICROPY_DIR"
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
apt_dir=$dir/.apt
mkdir -p "$apt_dir/lists/partial" "$apt_dir/cache/archives/partial" "$apt_dir/files"

# The address of the archive, as far as the system's apt has lists from it.
archive() {
    apt-get indextargets --format '$(REPO_URI) $(SUITE) $(RELEASE)' 'Created-By: Packages' |
        awk '$3 !~ /security|updates|backports/ && /debian/ {print $1; exit}'
}

uri=$(archive)
if [ -z "$uri" ] && [ "$(id -u)" = 0 ]; then
    apt-get -q update
    uri=$(archive)
fi
[ -n "$uri" ] || fail "apt knows no Debian archive yet: run apt-get update"
echo "deb [signed-by=$KEYRING] $uri $SUITE main" >"$apt_dir/sources.list"
echo "deb-src [signed-by=$KEYRING] $uri $SUITE main" >>"$apt_dir/sources.list"

own_apt() {
    apt-get -q -o Dir::Etc::SourceList="$apt_dir/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$apt_dir/lists" -o Dir::State::status=/dev/null \
        -o Dir::Cache="$apt_dir/cache" -o APT::Sandbox::User=root -o APT::Update::Post-Invoke= \
        -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

# Unpack a source package's upstream part; Debian's patches are for Debian's own builds.
unpack_source() {
    rm -rf "${dir:?}/$1"
    mkdir "$dir/$1"
    tar -xf "$apt_dir/files/$1"_*.orig.tar.* -C "$dir/$1" --strip-components=1
}

# Unpack a binary package's folder $2 as $dir/$3.
unpack_binary() {
    rm -rf "${dir:?}/$3" "$apt_dir/unpacked"
    dpkg-deb -x "$apt_dir/files/$1"_*.deb "$apt_dir/unpacked"
    mv "$apt_dir/unpacked/$2" "$dir/$3"
}

echo "fetch_sources: $what from Debian $SUITE"
own_apt update
cd "$apt_dir/files"
case $what in
micropython)
    own_apt source --download-only micropython mbedtls
    unpack_source micropython
    unpack_source mbedtls
    # Where a checkout has its submodules.
    rm -rf "$dir/micropython/lib/mbedtls"
    ln -s ../../mbedtls "$dir/micropython/lib/mbedtls"
    ;;
pico)
    own_apt download pico-sdk-source tinyusb-source
    unpack_binary pico-sdk-source usr/src/pico-sdk pico-sdk
    unpack_binary tinyusb-source usr/src/tinyusb tinyusb
    for name in pico-sdk tinyusb; do
        rm -rf "$dir/micropython/lib/$name"
        ln -s "../../$name" "$dir/micropython/lib/$name"
    done
    ;;
*) fail "no sources called $what" ;;
esac
touch "$dir/.$what"
