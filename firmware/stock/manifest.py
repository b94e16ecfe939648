# What is frozen into the image that stands for stock MicroPython: asyncio and, so that tests can
# run scripts on it, the program that obeys the emulator's command line. Nothing of the library.
include("$(MPY_DIR)/extmod/asyncio")
freeze("../app", "main.py")
