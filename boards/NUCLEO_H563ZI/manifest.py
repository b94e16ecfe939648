"""What is frozen into the NUCLEO_H563ZI image: asyncio, the board's drivers, the handset."""

include("$(MPY_DIR)/extmod/asyncio")
freeze(".", ("board.py", "entropy.py"))
include("../../firmware/manifest.py")
