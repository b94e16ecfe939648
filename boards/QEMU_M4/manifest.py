# What is frozen into the QEMU_M4 image: asyncio, the board's drivers, and what every image has.
include("$(MPY_DIR)/extmod/asyncio")
freeze(".", ("board.py", "entropy.py"))
include("../../firmware/manifest.py")
