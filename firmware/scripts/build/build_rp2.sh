#!/bin/sh
# Build the image of an RP2040 or RP2350 board: build_rp2.sh BOARD OUT_DIR -> firmware.elf, .uf2
#
# The environment gives MICROPY_DIR, PICO_SDK_DIR and MPY_CROSS.
set -eu
exec 1>&2

root=$(cd "$(dirname "$0")/../../.." && pwd)
board=$1
out=$2
case $board in
*PICO2*) family=0xe48bff59 ;; # RP2350, ARM, secure
*) family=0xe48bff56 ;;       # RP2040
esac

# shellcheck source=firmware/scripts/build/environment.sh
. "$root/firmware/scripts/build/environment.sh"
export MICROPY_MPYCROSS="$MPY_CROSS"

# cmake refuses what it made for other folders: of a checkout that was moved, or another MICROPY_DIR.
for known in "CMAKE_CACHEFILE_DIR:INTERNAL=$out" \
    "CMAKE_HOME_DIRECTORY:INTERNAL=$MICROPY_DIR/ports/rp2"; do
    if [ -f "$out/CMakeCache.txt" ] && ! grep -qxF "$known" "$out/CMakeCache.txt"; then
        find "$out" -mindepth 1 -maxdepth 1 ! -name .lock ! -name micropython-lib -exec rm -rf {} +
    fi
done

cmake -S "$MICROPY_DIR/ports/rp2" -B "$out" -DMICROPY_BOARD="$board" \
    -DMICROPY_BOARD_DIR="$root/boards/$board" -DPICO_SDK_PATH_OVERRIDE="$PICO_SDK_DIR" \
    -DPICO_BUILD_DOCS=0 -DPICO_NO_PICOTOOL=1 \
    -DUSER_C_MODULES="$root/firmware/kernel/micropython.cmake" \
    -DMICROPY_LIB_DIR="$stub" -Wno-dev >"$out/build.log" 2>&1 ||
    { tail -n 30 "$out/build.log"; exit 1; }
# cmake reports each file; only a failure is worth reading.
make -s "$jobs" -C "$out" firmware >>"$out/build.log" 2>&1 || { tail -n 30 "$out/build.log"; exit 1; }
cp "$out/firmware.bin" "$out/image.bin"
python3 "$MICROPY_DIR/tools/uf2conv.py" -c -b 0x10000000 -f "$family" -o "$out/firmware.uf2" \
    "$out/image.bin"
arm-none-eabi-size "$out/firmware.elf"
