# MicroPython's own definition of the board, with the handset in it: littlefs for the store, the
# library, this board's drivers and the native kernel.
#
# From here on the port finds its own board folder (pins, HAL configuration, linker files) under
# BOARD_DIR; what belongs to the handset is named by MIKEY_BOARD_DIR.
MIKEY_BOARD_DIR := $(abspath $(BOARD_DIR))
override BOARD_DIR := boards/NUCLEO_H563ZI
include $(BOARD_DIR)/mpconfigboard.mk

# The stock board has FAT alone, which does not survive a loss of power.
MICROPY_VFS_LFS2 = 1

FROZEN_MANIFEST ?= $(MIKEY_BOARD_DIR)/manifest.py
USER_C_MODULES ?= $(MIKEY_BOARD_DIR)/../../firmware
