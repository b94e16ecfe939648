#!/bin/sh
# Build an image of QEMU_M4 without library and kernel, as stock firmware is: build_stock.sh OUT_DIR
#
# The environment gives MICROPY_DIR, MBEDTLS_DIR and MPY_CROSS.
set -eu

root=$(cd "$(dirname "$0")/../../.." && pwd)
# The emulated machine's own module is the only one in C.
export USER_C_MODULES="$1/modules"
mkdir -p "$USER_C_MODULES"
ln -sfn "$root/firmware/qemu_module" "$USER_C_MODULES/qemu_module"
exec "$root/firmware/scripts/build/build_qemu.sh" QEMU_M4 "$1" all "$root/firmware/stock/manifest.py"
