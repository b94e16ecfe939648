# The module `_qemu` and what the qemu port lacks: only for the emulated devices that are known here.
QEMU_MACHINE_arm = mps2
QEMU_MACHINE_riscv32 = virt
QEMU_FAMILY := $(QEMU_MACHINE_$(QEMU_ARCH))
ifneq ($(QEMU_FAMILY),)
QEMU_MOD_DIR := $(USERMOD_DIR)
SRC_USERMOD_C += $(addprefix $(QEMU_MOD_DIR)/,module.c hostfs.c boot.c)
SRC_USERMOD_LIB_C += $(addprefix $(QEMU_MOD_DIR)/,semihost.c hal.c)
SRC_USERMOD_LIB_C += $(QEMU_MOD_DIR)/counter_$(QEMU_FAMILY).c
SRC_USERMOD_LIB_C += $(QEMU_MOD_DIR)/machine_$(QEMU_FAMILY).c
CFLAGS_USERMOD += -I$(QEMU_MOD_DIR)

# What the port's own main.c and UART code do, with this module's additions around them.
LDFLAGS_USERMOD += -Wl,--wrap=gc_init -Wl,--wrap=uart_init -Wl,--wrap=mp_stack_set_limit
LDFLAGS_USERMOD += -Wl,--wrap=mp_init
LDFLAGS_USERMOD += -Wl,--wrap=mp_hal_stdin_rx_chr -Wl,--wrap=mp_hal_stdio_poll
endif
