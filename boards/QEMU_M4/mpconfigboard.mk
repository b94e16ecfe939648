# A Cortex-M4F (QEMU's mps2-an386) with the features that real handset boards have.
#
# The caller passes MBEDTLS_DIR (an mbedTLS 3 source tree).
QEMU_ARCH = arm
QEMU_MACHINE = mps2-an386

CFLAGS += -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard
CFLAGS += -DQEMU_SOC_MPS2
CFLAGS += -DMICROPY_HW_MCU_NAME='"Cortex-M4"'
MPY_CROSS_FLAGS += -march=armv7emsp

# The port defines several features as 0 unconditionally, so this file includes the port's.
CFLAGS += -DMP_CONFIGFILE='"$(BOARD_DIR)/mpconfigboard.h"'
QSTR_GLOBAL_DEPENDENCIES += $(BOARD_DIR)/mpconfigboard.h

LDSCRIPT = $(BOARD_DIR)/mps2.ld

SRC_BOARD_O = shared/runtime/gchelper_native.o shared/runtime/gchelper_thumb2.o
SRC_BOARD_O += shared/timeutils/timeutils.o

# The heap is made at start, from what the command line asks: the port's own array is not used.
MICROPY_HEAP_SIZE = 64

MICROPY_VFS_LFS2 = 1

# hashlib and cryptolib from mbedTLS, as on the boards with TLS, and nothing else of it.
MBEDTLS_FILES = aes constant_time md5 platform platform_util sha1 sha256
CFLAGS += -DMICROPY_SSL_MBEDTLS=1 -I$(MBEDTLS_DIR)/include
CFLAGS += -DMBEDTLS_CONFIG_FILE='"$(BOARD_DIR)/mbedtls_config.h"'
SRC_BOARD_O += $(MBEDTLS_FILES:%=mbedtls/%.o)

$(BUILD)/mbedtls/%.o: $(MBEDTLS_DIR)/library/%.c
	$(ECHO) "CC $<"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<
