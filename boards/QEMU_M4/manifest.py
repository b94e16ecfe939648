# What is frozen into the QEMU_M4 image: asyncio, the drivers of this board, and what every image has.
import os

include("$(MPY_DIR)/extmod/asyncio")
freeze(".", tuple(n for n in ("board.py", "clock.py", "entropy.py", "store.py") if os.path.exists(n)))
include("../../firmware/manifest.py")
