"""The RPI_PICO image in an emulator is called over its UART, and answers.

Its entropy source is stuck there: it receives, and cannot call.
"""

import asyncio
import json
import os

import pytest

from support import images, unixport
from support.consoles import Console

rp2040py = pytest.importorskip("rp2040py")

IMAGE = os.path.join(images.IMAGES, "RPI_PICO", "firmware.uf2")
SCRIPT = os.path.join(unixport.HERE, "boards", "pico_uart.py")
SECONDS = 120
HOST = "sip:host@example.com"
PICO = "sip:pico@example.com"
KEY = "7e" * 16
NTP = "ee9b280000000000"
FIFO = 24  # of the 32 octets of the UART's receiver

pytestmark = pytest.mark.skipif(
    os.environ.get("CI") != "true" and not images.fresh("RPI_PICO", "firmware.uf2"),
    reason="make firmware BOARD=RPI_PICO: no image, or an old one",
)


class Pico:
    """The emulated board: `ask` sends a request to the console on its UART0."""

    def __init__(self):
        from rp2040py.boards import resolve_firmware
        from rp2040py.device import MicroPythonDevice

        from boards.pressed_pico import PICO

        self.device = MicroPythonDevice(board=resolve_firmware(PICO, "micropython", IMAGE))
        self.uart = self.device.mcu.uart[0]
        self.uart.on_byte = self._received
        self._line = bytearray()
        self._lines = asyncio.Queue()
        self._script = None  # type: Any  # once started

    def _received(self, octet):
        if octet == 10:
            self._lines.put_nowait(bytes(self._line))
            self._line = bytearray()
        else:
            self._line.append(octet)

    async def start(self):
        """Boot, and run the script that serves the console."""
        await self.device.astart()
        with open(SCRIPT) as file:
            self._script = asyncio.wrap_future(self.device.exec_async(file.read(), SECONDS))
        return await self.line()

    async def line(self):
        """Return the next line; what the script died of where it did."""
        line = asyncio.ensure_future(self._lines.get())
        await asyncio.wait([line, self._script], timeout=SECONDS,
                           return_when=asyncio.FIRST_COMPLETED)
        assert line.done(), self._script.result() if self._script.done() else "no answer in time"
        return line.result()

    async def send(self, octets):
        """Feed the UART as fast as its receiver is emptied."""
        for octet in octets:
            while self.uart.rx_fifo.item_count > FIFO:
                await asyncio.sleep(0.001)
            self.uart.feed_byte(octet)

    async def ask(self, **request):
        """Send a request and return the answer (dict)."""
        await self.send(json.dumps(request).encode() + b"\n")
        return json.loads(await self.line())

    async def stop(self):
        """End the script and the emulator."""
        await self.send(b".\n")
        _, errors = await asyncio.wait_for(self._script, SECONDS)
        self.device.stop()
        assert errors == b""


async def call(pico, host):
    """The host calls the board, which cannot call back."""
    assert await pico.start() == b"ready"
    hello = await pico.ask(do="hello")
    assert (hello["board"], hello["kernel"]) == ("RPI_PICO", "native")
    assert hello["version"] == host.done(do="hello")["version"]
    for request in (
        {"do": "clock", "ntp": NTP},
        {"do": "identity", "uri": PICO},
        {"do": "psk", "peer": HOST, "key": KEY},
    ):
        assert (await pico.ask(**request))["ok"], request

    offer = host.done(do="offer", mode="psk", peer=PICO, streams=[{"ssrc": "00000000"}, {}])
    answer = await pico.ask(do="receive", message=offer["message"])
    assert (answer["ok"], answer["mode"], answer["peer"]) == (True, "psk", HOST)
    finished = host.done(do="finish", call=offer["call"], message=answer["reply"])
    assert finished["streams"] == answer["streams"]
    assert len({stream["tek"] for stream in answer["streams"]}) == 2

    for mode in hello["modes"]:
        if mode != "sakke":  # received only
            refused = await pico.ask(do="offer", mode=mode, peer=HOST, streams=[{}])
            assert (refused["ok"], refused["reason"]) == (False, "entropy-failure")
    await pico.stop()


def test_call(record_property):
    record_property("runtime", "RPI_PICO")
    with Console("cpython") as host:
        host.done(do="clock", ntp=NTP)
        host.done(do="identity", uri=HOST)
        host.done(do="psk", peer=PICO, key=KEY)
        asyncio.run(asyncio.wait_for(call(Pico(), host), SECONDS))
