// MicroPython's own definition of the board; the image's banner says what is in it.
#include "boards/ESP32_GENERIC_S3/mpconfigboard.h"

#undef MICROPY_HW_BOARD_NAME
#define MICROPY_HW_BOARD_NAME "ESP32_GENERIC_S3 with MIKEY"
