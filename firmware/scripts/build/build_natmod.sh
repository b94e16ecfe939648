#!/bin/sh
# Build the native kernel for stock firmware: build_natmod.sh ARCH OUT_DIR -> OUT_DIR/_mikey.mpy
#
# The environment gives MICROPY_DIR and MPY_CROSS.
set -eu
exec 1>&2

root=$(cd "$(dirname "$0")/../../.." && pwd)
out=$2
if [ ! -f "$MICROPY_DIR/py/dynruntime.mk" ]; then
    echo "natmod: $MICROPY_DIR is no MicroPython checkout: it has no py/dynruntime.mk"
    exit 1
fi
mkdir -p "$out"
if command -v flock >/dev/null; then
    exec 9>"$out/.lock"
    flock 9
fi
# Objects do not know which headers they came from.
rm -rf "$out/build"
# The flags and variables of the make that runs this are not for it.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL
make -s "-j$(nproc 2>/dev/null || echo 1)" -C "$out" -f "$root/firmware/kernel/natmod/Makefile" ARCH="$1" \
    MPY_DIR="$MICROPY_DIR" PYTHON="$root/.venv/bin/python" MPY_CROSS="$MPY_CROSS"
