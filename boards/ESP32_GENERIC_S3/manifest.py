"""What is frozen into the ESP32_GENERIC_S3 image: the port's modules, drivers, the handset."""

include("$(MPY_DIR)/extmod/asyncio")
freeze("$(PORT_DIR)/modules")
freeze("../common", "esp32_random.py")
freeze(".", ("board.py", "entropy.py"))
include("../../firmware/manifest.py")
