# The kernel as a user C module: USER_C_MODULES=<the folder above this one>.
MIKEY_KERNEL_DIR := $(USERMOD_DIR)
SRC_USERMOD_C += $(sort $(wildcard $(MIKEY_KERNEL_DIR)/*.c))
SRC_USERMOD_LIB_ASM += $(sort $(wildcard $(MIKEY_KERNEL_DIR)/*.S))
CFLAGS_USERMOD += -I$(MIKEY_KERNEL_DIR)
