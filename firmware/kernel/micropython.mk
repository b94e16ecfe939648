# The kernel as a user C module: USER_C_MODULES=<the folder above this one>.
MIKEY_KERNEL_DIR := $(USERMOD_DIR)
SRC_USERMOD_C += $(sort $(wildcard $(MIKEY_KERNEL_DIR)/*.c))
CFLAGS_USERMOD += -I$(MIKEY_KERNEL_DIR)
