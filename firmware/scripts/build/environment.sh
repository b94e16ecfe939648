# Sourced by the build scripts, with MICROPY_DIR, MPY_CROSS, $root, $board and $out set; sets $jobs.
# shellcheck shell=sh

if [ ! -f "$MICROPY_DIR/py/mpconfig.h" ]; then
    echo "firmware: $MICROPY_DIR is no MicroPython checkout: it has no py/mpconfig.h"
    exit 1
fi

# One build on every core; the flags and variables of the make that runs this are not for it.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL
jobs=-j$(nproc 2>/dev/null || echo 1)

# One build at a time in a folder.
mkdir -p "$out"
if command -v flock >/dev/null; then
    exec 9>"$out/.lock"
    flock 9
fi

# Without a git checkout the version is that of the source, and its date makes images repeatable.
if [ ! -e "$MICROPY_DIR/.git" ]; then
    config=$MICROPY_DIR/py/mpconfig.h
    MICROPY_GIT_TAG=v$(awk '/define MICROPY_VERSION_M(AJOR|INOR|ICRO) / {
        printf "%s%s", dot, $3; dot = "." }' "$config")
    SOURCE_DATE_EPOCH=$(stat -c %Y "$config")
    export MICROPY_GIT_TAG MICROPY_GIT_HASH=none SOURCE_DATE_EPOCH
fi

# The manifest tool insists on a micropython-lib folder; no package of it is used.
stub=$out/micropython-lib
for name in micropython python-stdlib python-ecosys unix-ffi; do mkdir -p "$stub/$name"; done
touch "$stub/README.md"

# It also looks only at the dates of the files that a manifest names: not at what it named before,
# nor at what it says of them.
rm -f "$out/frozen_content.c"
if [ -n "$(find "$root/firmware/manifest.py" "$root/boards/$board/manifest.py" \
    -newer "$out/.manifests" 2>&1)" ]; then
    rm -rf "$out/frozen_mpy"
    touch "$out/.manifests"
fi
