# What is frozen into the QEMU_M4 image: asyncio, the board's drivers, what obeys the
# emulator's command line, and what every image has.
include("$(MPY_DIR)/extmod/asyncio")
freeze(".", ("board.py", "entropy.py"))
freeze("../../firmware/qemu_module", "boot.py", opt=3)
include("../../firmware/manifest.py")
