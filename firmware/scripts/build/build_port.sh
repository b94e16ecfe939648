#!/bin/sh
# Build the image of a board whose port's toolchain is its users' own: build_port.sh BOARD OUT_DIR
#
# USER_MICROPY_DIR is the user's MicroPython checkout with its submodules, MPY_CROSS the compiler.
# What the port makes is copied into OUT_DIR; firmware.elf there is the image, or what stands for it.
set -eu
exec 1>&2

root=$(cd "$(dirname "$0")/../../.." && pwd)
board=$1
out=$2
case $board in
NUCLEO_*) port=stm32 tool=arm-none-eabi-gcc ;;
PCA*) port=nrf tool=arm-none-eabi-gcc ;;
ESP32_*) port=esp32 tool=idf.py ;;
*)
    echo "firmware: no board called $board; they are the folders of boards/"
    exit 1
    ;;
esac
if [ -z "${USER_MICROPY_DIR:-}" ]; then
    echo "firmware: $board needs MICROPY_DIR=… (a MicroPython checkout with its submodules) and $tool"
    exit 1
fi
if [ ! -d "$USER_MICROPY_DIR/ports/$port" ]; then
    echo "firmware: $USER_MICROPY_DIR is no MicroPython checkout: it has no ports/$port"
    exit 1
fi
if ! command -v "$tool" >/dev/null; then
    echo "firmware: $tool is missing, which the $port port builds with"
    exit 1
fi
echo "firmware: building $board with $USER_MICROPY_DIR/ports/$port"
mkdir -p "$out"
# The checkout's own mpy-cross would be built with this BUILD, over the headers of the image.
make -C "$USER_MICROPY_DIR/ports/$port" BOARD="$board" BOARD_DIR="$root/boards/$board" \
    BUILD="$out/build" MICROPY_MPYCROSS="$MPY_CROSS" MICROPY_MPYCROSS_DEPENDENCY=
for name in firmware.elf micropython.elf; do
    if [ -f "$out/build/$name" ]; then
        cp "$out/build/$name" "$out/firmware.elf"
    fi
done
for kind in bin hex dfu uf2; do
    for image in "$out/build"/*."$kind"; do
        [ ! -f "$image" ] || cp "$image" "$out/firmware.$kind"
    done
done
[ -f "$out/firmware.elf" ]
