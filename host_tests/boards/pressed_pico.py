"""A Pico for rp2040py whose BOOTSEL button is pressed: its image then leaves the prompt to us."""

import dataclasses

from rp2040py.boards import BOARDS
from rp2040py.external.bootsel_button import BootselButton


class Pressed(BootselButton):
    """The button, held from power-up on (the emulator starts the image all the same)."""

    def attach(self, rp2040):
        super().attach(rp2040)
        self.press()


PICO = dataclasses.replace(BOARDS["pico"], extras=(Pressed,))
