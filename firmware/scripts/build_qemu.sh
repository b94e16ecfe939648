#!/bin/sh
# Build the image of an emulated board: build_qemu.sh BOARD OUT_DIR [TARGET [MANIFEST]]
#
# The environment gives MICROPY_DIR, MBEDTLS_DIR and MPY_CROSS.
set -eu
exec 1>&2

root=$(cd "$(dirname "$0")/../.." && pwd)
board=$1
out=$2
target=${3:-all}
manifest=${4:-$root/boards/$board/manifest.py}

# The manifest tool insists on a micropython-lib folder; no package of it is used.
stub=$out/micropython-lib
for name in micropython python-stdlib python-ecosys unix-ffi; do mkdir -p "$stub/$name"; done
touch "$stub/README.md"

# Without a git checkout the version is that of the source, and its date makes the image repeatable.
if [ ! -e "$MICROPY_DIR/.git" ]; then
    config=$MICROPY_DIR/py/mpconfig.h
    MICROPY_GIT_TAG=v$(awk '/define MICROPY_VERSION_M(AJOR|INOR|ICRO) / {
        printf "%s%s", dot, $3; dot = "." }' "$config")
    SOURCE_DATE_EPOCH=$(stat -c %Y "$config")
    export MICROPY_GIT_TAG MICROPY_GIT_HASH=none SOURCE_DATE_EPOCH
fi

# The manifest tool looks only at the files that a manifest names now, not at what it named before.
rm -f "$out/frozen_content.c"

make -s -C "$MICROPY_DIR/ports/qemu" "$target" \
    BOARD="$board" BOARD_DIR="$root/boards/$board" BUILD="$out" \
    USER_C_MODULES="$root/firmware" FROZEN_MANIFEST="$manifest" \
    MPY_LIB_DIR="$stub" MBEDTLS_DIR="$MBEDTLS_DIR" \
    MICROPY_MPYCROSS="$MPY_CROSS" MICROPY_MPYCROSS_DEPENDENCY=
