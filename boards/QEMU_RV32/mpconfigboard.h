// QEMU_RV32: what QEMU_M4 has.

#include "../QEMU_M4/mpconfigboard.h"

#undef MICROPY_HW_BOARD_NAME
#define MICROPY_HW_BOARD_NAME "QEMU_RV32"
