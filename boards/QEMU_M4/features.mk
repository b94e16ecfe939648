# What the emulated boards have in common. Included by their mpconfigboard.mk.

SRC_BOARD_O += shared/timeutils/timeutils.o

# The heap is made at start, from what the command line asks: the port's own array is not used.
MICROPY_HEAP_SIZE = 64

MICROPY_VFS_LFS2 = 1

# hashlib and cryptolib from mbedTLS, as on the boards with TLS, and nothing else of it.
MBEDTLS_FILES = aes constant_time md5 platform platform_util sha1 sha256
CFLAGS += -DMICROPY_SSL_MBEDTLS=1 -I$(MBEDTLS_DIR)/include
CFLAGS += -DMBEDTLS_CONFIG_FILE='"$(BOARD_DIR)/../QEMU_M4/mbedtls_config.h"'
SRC_BOARD_O += $(MBEDTLS_FILES:%=mbedtls/%.o)

$(BUILD)/mbedtls/%.o: $(MBEDTLS_DIR)/library/%.c
	$(ECHO) "CC $<"
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<
