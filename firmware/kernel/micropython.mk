# The kernel as a user C module: USER_C_MODULES=<the folder above this one>.
# MIKEY_KERNEL_SETS (sources.mk) says for which package sets.
MIKEY_KERNEL_DIR := $(USERMOD_DIR)
include $(MIKEY_KERNEL_DIR)/sources.mk
SRC_USERMOD_C += $(addprefix $(MIKEY_KERNEL_DIR)/,$(filter %.c,$(MIKEY_KERNEL_FILES)))
SRC_USERMOD_LIB_ASM += $(addprefix $(MIKEY_KERNEL_DIR)/,$(filter %.S,$(MIKEY_KERNEL_FILES)))
CFLAGS_USERMOD += -I$(MIKEY_KERNEL_DIR) $(MIKEY_KERNEL_CFLAGS)

# The folder's name is that of its objects' folder. CFLAGS stand after the port's -Os.
MIKEY_KERNEL_NAME := $(notdir $(patsubst %/,%,$(MIKEY_KERNEL_DIR)))
$(addprefix $(BUILD)/$(MIKEY_KERNEL_NAME)/,$(MIKEY_KERNEL_FAST:.c=.o)): private CFLAGS += -O2
