"""The emulated device itself: counts, heap, files, time, the link between two, and its end."""

import os
import shutil

import pytest

from support import emulator

DEVICE = os.path.join(emulator.ROOT, "host_tests", "device")


BOARDS = [
    board
    for board in emulator.MACHINES
    if board == "QEMU_M4" or os.path.exists(os.path.join(emulator.IMAGES, board, "firmware.elf"))
]


@pytest.mark.parametrize("board", BOARDS)
def test_counts_are_exact_and_repeat(board):
    script = os.path.join(emulator.ROOT, "host_tests", "bench", "device", "counts.py")
    status, output = emulator.run_script(script, board=board)
    assert status == 0, output
    assert output.split("\n") == ["{0}", "{0}", "1", "1", ""]


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize(("heap", "octets"), [("24k", 24 << 10), ("3m", 3 << 20)])
def test_machine(tmp_path, board, heap, octets):
    shutil.copy(os.path.join(DEVICE, "machine.py"), tmp_path)
    (tmp_path / "read.txt").write_text("one\ntwo")
    status, output = emulator.run_script(
        str(tmp_path / "machine.py"), heap, str(tmp_path), ["7", "a b,c"], board=board
    )
    assert status == 7, output
    lines = output.split("\n")
    # The garbage collector's own table takes about 1/64.
    assert octets * 0.96 < int(lines[0]) < octets
    assert lines[1:] == [
        "['7', 'a b,c']",
        "a9993e364706816aba3e25717850c26c9cd0d89d",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "66e94bd4ef8a2c3b884cfa59ca342b2e",
        "True",
        "True",
        "one two",
        "2",
        "True",
        "",
    ]
    assert (tmp_path / "written.txt").read_text() == "by the device\n"


def test_exception_is_told(tmp_path):
    script = tmp_path / "broken.py"
    script.write_text("raise ValueError('seen')\n")
    status, output = emulator.run_script(str(script), mount=str(tmp_path))
    assert status == 1
    assert "ValueError: seen" in output


def test_silence_is_noticed(tmp_path):
    script = tmp_path / "endless.py"
    script.write_text("while True: pass\n")
    with pytest.raises(emulator.EmulatorError, match="no answer in time"):
        emulator.run_script(str(script), mount=str(tmp_path), timeout=1)


@pytest.mark.parametrize("board", BOARDS)
def test_interrupt_gives_the_repl(board):
    with emulator.Device(words=["repl"], board=board) as device:
        device.read_until(b">>> ")
        device.send(b"input()\r")
        device.read_until(b"\n")
        device.send(b"\x03")
        assert b"KeyboardInterrupt" in device.read_until(b">>> ")


def test_link_carries_octets_between_two():
    with emulator.pair(words=["repl"]) as (one, other):
        for device in (one, other):
            device.read_until(b">>> ")
            device.send(b"from machine import mem32 as m; m[0x40005008] = 3\r")
            device.read_until(b">>> ")
        other.send(b"exec('while not m[0x40005004] & 2: pass'); print(m[0x40005000])\r")
        one.send(b"m[0x40005000] = 77\r")
        assert b"\n77\r\n" in other.read_until(b">>> ")
