"""What is frozen into the PCA10056 image: the port's modules, the board's drivers, the handset."""

include("$(PORT_DIR)/modules/manifest.py")
freeze(".", ("board.py", "entropy.py"))
include("../../firmware/manifest.py")
