# What is frozen into the RPI_PICO image: the port's own modules, asyncio, the board's drivers, the handset.
freeze("$(PORT_DIR)/modules")
include("$(MPY_DIR)/extmod/asyncio")
freeze(".", ("board.py", "clock.py", "entropy.py", "store.py"))
include("../../firmware/manifest.py")
