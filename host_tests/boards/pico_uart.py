"""Runs on an RPI_PICO: serves the console on UART0 (GP0, GP1), until a line with a dot alone.

The UART's registers are used directly (RP2040 datasheet 4.2): the emulator does not let
`machine.UART` come back.
"""

import json

import board
from machine import mem32

from console import Console

_DATA = 0x40034000
_FLAGS = 0x40034018  # bit 4: nothing received, bit 5: transmitter full
_BAUD_WHOLE = 0x40034024
_BAUD_PART = 0x40034028
_LINE = 0x4003402C
_CONTROL = 0x40034030
_RESETS_CLEAR = 0x4000F000  # atomic clear of RESETS.RESET
_RESET_DONE = 0x4000C008
_UART0 = 1 << 22

mem32[_RESETS_CLEAR] = _UART0
while not mem32[_RESET_DONE] & _UART0:
    pass
mem32[_BAUD_WHOLE] = 67  # 115200 at 125 MHz
mem32[_BAUD_PART] = 52
mem32[_LINE] = 0x70  # 8 bits, FIFOs on
mem32[_CONTROL] = 0x301  # on, transmit, receive


def readline(line):
    """Read a line into `line` (bytearray, emptied first), without its end."""
    line[:] = b""
    while True:
        while mem32[_FLAGS] & 0x10:
            pass
        octet = mem32[_DATA] & 0xFF
        if octet == 10:
            return
        line.append(octet)


def write(octets):
    """Send all of `octets`."""
    for octet in octets:
        while mem32[_FLAGS] & 0x20:
            pass
        mem32[_DATA] = octet


console = Console(board, board.drivers())
write(b"ready\n")
request = bytearray()
while True:
    readline(request)
    if request == b".":
        break
    write(json.dumps(console.answer(bytes(request))).encode() + b"\n")
