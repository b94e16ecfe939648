#!/bin/sh
# Build the image of an emulated board: build_qemu.sh BOARD OUT_DIR [TARGET [MANIFEST]]
#
# The environment gives MICROPY_DIR, MBEDTLS_DIR, MPY_CROSS and, unless it is that of every image,
# USER_C_MODULES.
set -eu
exec 1>&2

root=$(cd "$(dirname "$0")/../../.." && pwd)
board=$1
out=$2
target=${3:-all}
manifest=${4:-$root/boards/$board/manifest.py}

# shellcheck source=firmware/scripts/build/environment.sh
. "$root/firmware/scripts/build/environment.sh"

# Debian's RISC-V compiler does not find its C library's own description.
case $board in
*RV32)
    specs=$(riscv64-unknown-elf-gcc --print-file-name=picolibc.specs)
    [ -f "$specs" ] || specs=/usr/lib/picolibc/riscv64-unknown-elf/picolibc.specs
    set -- "PICOLIBC_SPECS=$specs"
    ;;
*) set -- ;;
esac

make -s "$jobs" -C "$MICROPY_DIR/ports/qemu" "$target" \
    BOARD="$board" BOARD_DIR="$root/boards/$board" BUILD="$out" \
    USER_C_MODULES="${USER_C_MODULES:-$root/firmware}" FROZEN_MANIFEST="$manifest" \
    MPY_LIB_DIR="$stub" MBEDTLS_DIR="$MBEDTLS_DIR" \
    MICROPY_MPYCROSS="$MPY_CROSS" MICROPY_MPYCROSS_DEPENDENCY= "$@"
