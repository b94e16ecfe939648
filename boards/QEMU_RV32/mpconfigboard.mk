# A RISC-V device (QEMU's virt machine, RV32IMAC) with the features of QEMU_M4.
#
# The caller passes MBEDTLS_DIR (an mbedTLS 3 source tree) and PICOLIBC_SPECS.
QEMU_ARCH = riscv32
QEMU_MACHINE = virt

# This version of the instruction set has the control registers in it: GCC's libraries are for that.
RV32_ARCH = rv32imac -misa-spec=2.2
CFLAGS += -DQEMU_SOC_VIRT
CFLAGS += -DMICROPY_HW_MCU_NAME='"RV32IMAC"'
MPY_CROSS_FLAGS += -march=rv32imc

CFLAGS += -DMP_CONFIGFILE='"$(BOARD_DIR)/mpconfigboard.h"'
QSTR_GLOBAL_DEPENDENCIES += $(BOARD_DIR)/mpconfigboard.h $(BOARD_DIR)/../QEMU_M4/mpconfigboard.h

LDSCRIPT = $(BOARD_DIR)/virt.ld

SRC_BOARD_O += shared/runtime/gchelper_native.o shared/runtime/gchelper_rv32i.o
include $(BOARD_DIR)/../QEMU_M4/features.mk
