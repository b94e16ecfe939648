"""Installing on stock firmware: by mpremote onto a file system, by ROMFS; then it is a handset."""

import json
import os
import subprocess
import sys
import time

import pytest
import serial

from support import emulator
from support.consoles import Console
from support.suites import ALL, parse

ROOT = emulator.ROOT
SCRIPTS = os.path.join(ROOT, "firmware", "scripts")
DEVICE = os.path.join(ROOT, "host_tests", "device")
MPREMOTE = os.path.join(os.path.dirname(sys.executable), "mpremote")
KERNEL = os.path.join(ROOT, "build", "natmod", "armv7emsp", "_mikey.mpy")
ALICE, BOB = "sip:alice@example.com", "sip:bob@example.com"
KEY = "ab" * 16
SECONDS = 300


def needs(path, target):
    """Skip where `path` is not built; in CI that is a failure."""
    if not os.path.exists(path):
        reason = "make %s first" % target
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="module", autouse=True)
def parts():
    needs(emulator.STOCK, "stock")
    needs(KERNEL, "natmod")


def script(name, *words):
    """Run one of the project's scripts; return (status, what it said)."""
    done = subprocess.run(
        [sys.executable, os.path.join(SCRIPTS, name), *words],
        capture_output=True, text=True, timeout=SECONDS, check=False, cwd=ROOT,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


# ROMFS


@pytest.fixture(scope="module")
def romfs(tmp_path_factory):
    """An image with the whole library, made for the emulated chip."""
    status, said = script("package/romfs.py", "--board", "QEMU_M4", "--package", "all")
    assert status == 0, said
    return os.path.join(ROOT, "build", "romfs", "QEMU_M4-all.romfs")


@pytest.mark.parametrize("suite", ["psk", "dhhmac"])
def test_conformance_from_romfs(romfs, suite):
    status, output = emulator.run_script(
        os.path.join(DEVICE, "installed.py"),
        heap="3m",
        args=[str(os.path.getsize(romfs)), suite],
        romfs=romfs,
        image=emulator.STOCK,
    )
    names = [name for of, name in ALL if of == suite]
    assert output.startswith("kernel _mikey\n"), output[-500:]
    assert parse(output, names) == dict.fromkeys(names, "")
    assert status == 0, output[-500:]


# By mpremote


@pytest.fixture(scope="module")
def device():
    """A device with stock firmware and an empty file system, at the REPL."""
    with emulator.Device(heap="300k", words=["repl"], image=emulator.STOCK, pty=True) as board:
        command = [MPREMOTE, "connect", board.port, "resume", "run"]
        subprocess.run([*command, os.path.join(DEVICE, "ram_disk.py")], check=True, timeout=60)
        yield board


def ask(port, **request):
    """Send a request to the console behind the serial port; return the answer (dict)."""
    port.write(json.dumps(request).encode() + b"\n")
    return answer(port)


def answer(port):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        line = port.readline()
        if line.startswith(b'{"') and b'"ok"' in line:
            return json.loads(line)
    raise AssertionError("no answer")


def test_from_stock_to_handset(device, tmp_path):
    port = ["--port", device.port, "--resume"]
    own = tmp_path / "own.jsonl"
    status, said = script("provision_device.py", str(own), *port)
    assert (status, said) == (1, "provision: %s cannot be read\n" % own)
    own.write_text('# Bob\n{"do": "clock", "ntp": "now"}\n\n')
    status, said = script("provision_device.py", str(own), *port)
    assert (status, said) == (1, "provision: the board has no MIKEY: make deploy or make flash "
                              "first\n")

    status, said = script("deploy.py", "--package", "psk", *port)
    assert status == 0, said
    lines = said.splitlines()
    assert "byte code and kernel for armv7emsp), drivers of QEMU_M4" in lines[1]
    assert lines[-1].endswith("runs, native kernel")

    with open(own, "a") as file:
        for request in ({"do": "identity", "uri": ALICE}, {"do": "identity", "uri": BOB},
                        {"do": "psk", "peer": ALICE, "key": KEY}):
            file.write(json.dumps(request) + "\n")
    status, said = script("provision_device.py", str(own), "--store", "/.mikey", *port)
    assert status == 0, said
    assert "psk %s is on the board" % ALICE in said
    assert KEY not in said
    own.write_text(json.dumps({"do": "psk", "peer": ALICE, "key": "1234"}))
    status, said = script("provision_device.py", str(own), "--store", "/.mikey", *port)
    assert status == 1
    assert said.splitlines()[-1] == "provision: psk %s is refused: key-length" % ALICE

    # A new console has what was put on the board, and takes a call.
    with serial.Serial(device.port, timeout=10) as line, Console("cpython") as alice:
        line.write(b"import board, console; console.main(board, ['--store', '/.mikey'])\r")
        hello = ask(line, do="hello")
        assert (hello["modes"], hello["kernel"], hello["board"]) == (["psk"], "native", "QEMU_M4")
        alice.done(do="identity", uri=ALICE)
        alice.done(do="psk", peer=BOB, key=KEY)
        offer = alice.done(do="offer", mode="psk", peer=BOB, streams=[{}])
        received = ask(line, do="receive", message=offer["message"])
        assert (received["ok"], received["peer"]) == (True, ALICE), received
        done = alice.done(do="finish", call=offer["call"], message=received["reply"])
        assert done["streams"] == received["streams"]
        assert ask(line, do="offer", mode="dhhmac", peer=ALICE, streams=[{}])["ok"] is False


def test_firmware_with_the_library_is_left_alone():
    with emulator.Device(words=["repl"], pty=True) as board:
        status, said = script("deploy.py", "--port", board.port, "--resume")
    assert status == 1
    assert said.startswith("deploy: the firmware of this board has MIKEY ")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("name", ["deploy.py", "package/romfs.py", "provision_device.py"])
def test_no_device_is_one_line(name, tmp_path):
    own = tmp_path / "own.jsonl"
    own.write_text('{"do": "identity", "uri": "sip:bob@example.com"}')
    words = {"deploy.py": [], "package/romfs.py": ["--board", "RPI_PICO", "--deploy"],
             "provision_device.py": [str(own)]}[name]
    status, said = script(name, "--port", str(tmp_path / "nothing"), *words)
    assert status == 1
    last = said.splitlines()[-1]
    assert "no board with MicroPython on " + str(tmp_path / "nothing") in last
    assert "Traceback" not in said
