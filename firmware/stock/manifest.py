# What is frozen into the image that stands for stock MicroPython: asyncio, and what obeys the
# emulator's command line. Nothing of the library, and no main.py: that is on its file system.
include("$(MPY_DIR)/extmod/asyncio")
freeze("../qemu_module", "boot.py")
