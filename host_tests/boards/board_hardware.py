"""Simulated hardware for the boards' drivers, and their loading one board at a time."""

import contextlib
import importlib
import os
import random
import sys
import types

import pytest

from mikey import errors
from support import unixport

ROOT = unixport.ROOT
BOARDS = os.path.join(ROOT, "boards")
SIMULATIONS = ["UNIX", "QEMU_M4", "QEMU_RV32"]
REAL = [
    "RPI_PICO",
    "RPI_PICO2",
    "NUCLEO_H563ZI",
    "ESP32_GENERIC_S3",
    "ESP32_GENERIC_C3",
    "PCA10056",
]
OWN = ["board", "clock", "entropy", "esp32_random"]
FAKE = ["machine", "network", "bluetooth", "vfs", "_qemu", "rp2", "pyb"]


class Chip:
    """Registers of a chip: plain memory, and what a test makes of reads and writes."""

    def __init__(self, seed=1):
        self.random = random.Random(seed)
        self.memory = {}
        self.reads = []
        self.writes = []

    def __getitem__(self, address):
        self.reads.append(address)
        return self.read(address)

    def __setitem__(self, address, value):
        self.writes.append((address, value))
        self.memory[address] = value
        self.write(address, value)

    def read(self, address):
        return self.memory.get(address, 0)

    def write(self, address, value):
        pass


class Rtc:
    """machine.RTC: keeps what it was set to."""

    def __init__(self):
        self.written = []

    def datetime(self, fields):
        self.written.append(fields)


class Hardware:
    """The modules that a board's drivers import."""

    def __init__(self, chip=None):
        self.chip = chip or Chip()
        self.rtc = Rtc()
        self.radio = {"wifi": False, "bluetooth": False}
        self.mounts = [(type("VfsLfs2", (), {})(), "/")]
        self.rng_enabled = 0
        self.host_fails = False
        self.pressed = False
        self.pins = []

    def modules(self):
        machine = types.ModuleType("machine")  # type: Any
        machine.mem32 = self.chip
        machine.RTC = lambda: self.rtc
        machine.rng = self.enable_rng
        machine.Pin = self.pin
        machine.Pin.IN, machine.Pin.PULL_UP = "in", "pull-up"
        rp2 = types.ModuleType("rp2")  # type: Any
        rp2.bootsel_button = lambda: int(self.pressed)
        pyb = types.ModuleType("pyb")  # type: Any
        pyb.Switch = lambda: types.SimpleNamespace(value=lambda: self.pressed)
        network = types.ModuleType("network")  # type: Any
        network.WLAN = self.wlan
        network.WLAN.IF_STA = 0
        network.WLAN.IF_AP = 1
        bluetooth = types.ModuleType("bluetooth")  # type: Any
        bluetooth.BLE = lambda: types.SimpleNamespace(active=lambda: self.radio["bluetooth"])
        vfs = types.ModuleType("vfs")  # type: Any
        vfs.mount = lambda: self.mounts
        qemu = types.ModuleType("_qemu")  # type: Any
        qemu.urandom = self.urandom
        qemu.epoch = lambda: 1800000000
        return {
            "machine": machine,
            "network": network,
            "bluetooth": bluetooth,
            "vfs": vfs,
            "_qemu": qemu,
            "rp2": rp2,
            "pyb": pyb,
        }

    @property
    def pin(self):
        def pin(name, mode, pull):
            self.pins.append((name, mode, pull))
            return types.SimpleNamespace(value=lambda: int(not self.pressed))  # to ground

        return pin

    @property
    def wlan(self):
        return lambda interface: types.SimpleNamespace(active=lambda: self.radio["wifi"])

    def enable_rng(self):
        self.rng_enabled += 1
        return 0

    def urandom(self, buf):
        if self.host_fails:
            raise OSError(5)
        buf[:] = os.urandom(len(buf))


@contextlib.contextmanager
def loaded(name, hardware=None):
    """The module `board` of a board, with its drivers, on fake modules."""
    hardware = hardware or Hardware()
    fakes = hardware.modules() if name != "UNIX" else {}
    kept = {key: sys.modules.pop(key) for key in OWN + FAKE if key in sys.modules}
    path = list(sys.path)
    sys.modules.update(fakes)
    sys.path[:0] = [os.path.join(BOARDS, name), os.path.join(BOARDS, "common")]
    try:
        yield importlib.import_module("board")
    finally:
        sys.path[:] = path
        for key in OWN + FAKE:
            sys.modules.pop(key, None)
        sys.modules.update(kept)
        importlib.invalidate_caches()


def part(name):
    """A module of the board that is loaded."""
    return importlib.import_module(name)


def refused(fault, function, *args):
    with pytest.raises(errors.MikeyError) as raised:
        function(*args)
    assert raised.value.fault == fault
