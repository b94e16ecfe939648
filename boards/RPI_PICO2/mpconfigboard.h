// MicroPython's own definition of the board; the image's banner says what is in it.
#include "boards/RPI_PICO2/mpconfigboard.h"

#undef MICROPY_HW_BOARD_NAME
#define MICROPY_HW_BOARD_NAME "RPI_PICO2 with MIKEY"
