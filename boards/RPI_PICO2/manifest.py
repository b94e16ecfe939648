# What is frozen into the image: the port's modules, asyncio, the board's drivers, the handset.
freeze("$(PORT_DIR)/modules")
include("$(MPY_DIR)/extmod/asyncio")
freeze(".", ("board.py", "entropy.py"))
include("../../firmware/manifest.py")
