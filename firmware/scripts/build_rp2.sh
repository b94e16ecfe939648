#!/bin/sh
# Build the image of an RP2040 or RP2350 board: build_rp2.sh BOARD OUT_DIR -> firmware.elf, .uf2
#
# The environment gives MICROPY_DIR, PICO_SDK_DIR and MPY_CROSS.
set -eu
exec 1>&2

root=$(cd "$(dirname "$0")/../.." && pwd)
board=$1
out=$2
case $board in
*PICO2*) family=0xe48bff59 ;; # RP2350, ARM, secure
*) family=0xe48bff56 ;;       # RP2040
esac

# shellcheck source=firmware/scripts/environment.sh
. "$root/firmware/scripts/environment.sh"
export MICROPY_MPYCROSS="$MPY_CROSS"

cmake -S "$MICROPY_DIR/ports/rp2" -B "$out" -DMICROPY_BOARD="$board" \
    -DMICROPY_BOARD_DIR="$root/boards/$board" -DPICO_SDK_PATH_OVERRIDE="$PICO_SDK_DIR" \
    -DPICO_BUILD_DOCS=0 -DPICO_NO_PICOTOOL=1 \
    -DUSER_C_MODULES="$root/firmware/kernel/micropython.cmake" \
    -DMICROPY_LIB_DIR="$stub" -Wno-dev >"$out/build.log" 2>&1 ||
    { tail -n 30 "$out/build.log"; exit 1; }
# cmake reports each file; only a failure is worth reading.
make -s -C "$out" firmware >>"$out/build.log" 2>&1 || { tail -n 30 "$out/build.log"; exit 1; }
cp "$out/firmware.bin" "$out/image.bin"
python3 "$MICROPY_DIR/tools/uf2conv.py" -c -b 0x10000000 -f "$family" -o "$out/firmware.uf2" \
    "$out/image.bin"
arm-none-eabi-size "$out/firmware.elf"
