# What is frozen into the QEMU_RV32 image: asyncio, the board's drivers, and what every image has.
include("$(MPY_DIR)/extmod/asyncio")
freeze(".", ("board.py", "clock.py", "entropy.py"))
include("../../firmware/manifest.py")
