"""On a device: what goes on while MIKEY works in steps: a watchdog is fed, a tone plays.

The emulator counts one instruction as a nanosecond; a Cortex-M4 of 150 MHz with 1.5 cycles an
instruction would take ten times as long, so all times here are a tenth of that handset's.
"""

import time

import uctypes

_SCALE = 10  # of the handset's time to the emulator's
_WATCHDOG_MS = 100
_RING_MS = 100  # what the tone's buffer holds

# The CMSDK watchdog of the mps2 board, at 25 MHz. Unfed it restarts the emulated device.
_ADDRESS = 0x40008000
_REGISTERS = {
    "load": uctypes.UINT32 | 0,
    "control": uctypes.UINT32 | 8,
    "clear": uctypes.UINT32 | 12,
    "lock": uctypes.UINT32 | 0xC00,
}
_KEY = 0x1ACCE551
_TICKS = _WATCHDOG_MS * 25000 // _SCALE


class Watchdog:
    """The board's watchdog: it restarts a handset that does not feed it for 100 ms.

    `fed` counts the feedings since `start`.
    """

    def __init__(self):
        self.fed = 0
        layout = uctypes.struct(_ADDRESS, _REGISTERS, uctypes.NATIVE)
        self._registers = layout  # type: Any  # its fields are those of the dictionary

    def start(self):
        """Begin to watch."""
        self.fed = 0
        self._registers.lock = _KEY
        self._registers.load = _TICKS
        self._registers.clear = 1
        self._registers.control = 3

    def feed(self):
        """Give the program another 100 ms."""
        self._registers.clear = 1
        self.fed += 1

    def stop(self):
        """Watch no longer."""
        self._registers.control = 0
        # The emulated one goes on counting, and remembers what it would have done.
        self._registers.load = 0xFFFFFFFF
        self._registers.clear = 1


class Tone:
    """A ring-back tone out of a buffer of 100 ms that the program has to refill.

    `played_ms` counts what was heard since `start`, `gaps` how often the buffer ran dry.
    """

    def __init__(self):
        self.played_ms = self.gaps = 0
        self._since = 0  # type: Any  # ticks

    def start(self):
        """Begin with a full buffer."""
        self.played_ms = self.gaps = 0
        self._since = time.ticks_us()

    def refill(self):
        """Fill up what was played since the last time."""
        played = time.ticks_diff(time.ticks_us(), self._since) * _SCALE // 1000
        if played > _RING_MS:
            self.gaps += 1
            self._since = time.ticks_us()
        else:
            self._since = time.ticks_add(self._since, played * 1000 // _SCALE)
        self.played_ms += min(played, _RING_MS)
