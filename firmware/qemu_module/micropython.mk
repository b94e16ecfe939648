# The module `_qemu` and what the qemu port lacks: only for emulated ARM devices.
ifeq ($(QEMU_ARCH),arm)
QEMU_MOD_DIR := $(USERMOD_DIR)
SRC_USERMOD_C += $(addprefix $(QEMU_MOD_DIR)/,module.c counter.c hostfs.c boot.c)
SRC_USERMOD_LIB_C += $(addprefix $(QEMU_MOD_DIR)/,semihost.c hal.c)
CFLAGS_USERMOD += -I$(QEMU_MOD_DIR)

# What the port's own main.c and UART code do, with this module's additions around them.
LDFLAGS_USERMOD += -Wl,--wrap=gc_init -Wl,--wrap=uart_init -Wl,--wrap=mp_stack_set_limit
LDFLAGS_USERMOD += -Wl,--wrap=pyexec_friendly_repl
LDFLAGS_USERMOD += -Wl,--wrap=mp_hal_stdin_rx_chr -Wl,--wrap=mp_hal_stdio_poll
endif
