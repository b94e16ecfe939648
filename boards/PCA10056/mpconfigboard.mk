# MicroPython's own definition of the board, with the handset in it: the library, this board's
# drivers and the native kernel. Build it without SoftDevice (no SD=): it would own the RNG.
#
# From here on the port finds its own board folder (pins, modules) under BOARD_DIR; what belongs to
# the handset is named by MIKEY_BOARD_DIR.
MIKEY_BOARD_DIR := $(abspath $(BOARD_DIR))
override BOARD_DIR := boards/PCA10056
include $(BOARD_DIR)/mpconfigboard.mk

FROZEN_MANIFEST ?= $(MIKEY_BOARD_DIR)/manifest.py
USER_C_MODULES ?= $(MIKEY_BOARD_DIR)/../../firmware
