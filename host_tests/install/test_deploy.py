"""Deploying onto stock firmware: after a restart it is a handset; what cannot run is refused."""

import json
import os
import subprocess
import sys
import threading
import time
import tty

import pytest
import serial

from support import emulator, stock
from support.consoles import Console
from support.make_calls import needs_built, script
from support.project_scripts import device_form, heap_need, remote

MPREMOTE = os.path.join(os.path.dirname(sys.executable), "mpremote")
KERNEL = os.path.join(emulator.ROOT, "build", "natmod", stock.KERNEL, "_mikey.mpy")
ALICE, BOB = "sip:alice@example.com", "sip:bob@example.com"
KEY = "ab" * 16
SECONDS = 300
# Cortex-M: AIRCR, VECTKEY and SYSRESETREQ.
RESTART = "from machine import mem32; mem32[0xE000ED0C] = 0x05FA0004"


@pytest.fixture(scope="module", autouse=True)
def parts():
    needs_built(emulator.STOCK, "stock")
    needs_built(KERNEL, "natmod")


def board(heap, *words, image=emulator.STOCK):
    """A board with a file system, which is empty unless something is installed on it."""
    words = ["disk", *words]
    return emulator.Device(heap=heap, words=words, image=image, pty=True, timeout=SECONDS)


def execute(device, code, *options):
    """Execute code at the board's prompt; return what it printed."""
    command = [MPREMOTE, "connect", device.port, "resume", "exec", *options, code]
    return subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout


def ask(line, **request):
    """Send a request to the console behind a serial port; return its answer (dict)."""
    line.reset_input_buffer()
    line.write(b"\n" + json.dumps(request).encode() + b"\n")
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        answer = line.readline()
        if answer.startswith(b'{"') and b'"not JSON"' not in answer:  # to what came before
            return json.loads(answer)
    raise AssertionError("no answer")


def restart(device):
    """Restart a board as its reset button does; its console is then at work."""
    execute(device, RESTART, "--no-follow")
    time.sleep(1)  # what is sent to a board that restarts is lost


def test_from_stock_to_handset_after_a_restart(tmp_path):
    own = tmp_path / "own.jsonl"
    arguments = "argv=" + "--store\0/.mikey".encode().hex()
    with board("240k", arguments) as device, Console("cpython") as alice:
        port = ["--port", device.port]
        status, said = script("device/provision_device.py", str(own), *port)
        assert (status, said) == (1, "provision: %s cannot be read\n" % own)
        own.write_text('# Bob\n{"do": "clock", "ntp": "now"}\n\n')
        status, said = script("device/provision_device.py", str(own), *port)
        assert (status, said) == (1, "provision: the board has no MIKEY: make deploy or make "
                                  "flash first\n")

        status, said = script("device/deploy.py", "--package", "psk", *port)
        assert status == 0, said
        lines = said.splitlines()
        assert "byte code and kernel for armv7emsp), drivers of QEMU_M4" in lines[1]
        assert lines[-1].endswith("runs, native kernel")

        port += ["--resume", "--store", "/.mikey"]
        with open(own, "a") as file:
            for request in ({"do": "identity", "uri": ALICE}, {"do": "identity", "uri": BOB},
                            {"do": "psk", "peer": ALICE, "key": KEY}):
                file.write(json.dumps(request) + "\n")
        status, said = script("device/provision_device.py", str(own), "--clear", *port)
        assert status == 0, said
        assert "identity and pre-shared keys wiped" in said
        assert "psk %s is on the board" % ALICE in said
        assert KEY not in said
        own.write_text(json.dumps({"do": "psk", "peer": ALICE, "key": "1234"}))
        status, said = script("device/provision_device.py", str(own), *port)
        assert status == 1
        assert said.splitlines()[-1] == "provision: psk %s is refused: key-length" % ALICE

        # What starts at power-up has what was put on the board, and takes a call.
        restart(device)
        with serial.Serial(device.port, timeout=10) as line:
            hello = ask(line, do="hello")
            assert (hello["ok"], hello["modes"], hello["kernel"]) == (True, ["psk"], "native")
            alice.done(do="identity", uri=ALICE)
            alice.done(do="psk", peer=BOB, key=KEY)
            offer = alice.done(do="offer", mode="psk", peer=BOB, streams=[{}])
            received = ask(line, do="receive", message=offer["message"])
            assert (received["ok"], received["peer"]) == (True, ALICE), received
            done = alice.done(do="finish", call=offer["call"], message=received["reply"])
            assert done["streams"] == received["streams"]
            assert ask(line, do="offer", mode="dhhmac", peer=ALICE, streams=[{}])["ok"] is False

        # Nobody reaches the prompt from there: not an engineer's tool either, which is told.
        status, said = script("device/deploy.py", "--package", "psk", "--port", device.port)
        assert (status, said) == (1, "deploy: no board with MicroPython on %s: the MIKEY console "
                                  "answers there, not the prompt: see boards/README.md\n"
                                  % device.port)


def test_everything_starts_in_240_kb_and_on_a_developers_board_from_the_prompt():
    with board("240k") as device:
        status, said = script("device/deploy.py", "--port", device.port, "--prompt")
        assert status == 0, said
        assert "start the console with: import start; start.run()" in said
        restart(device)
        execute(device, "import start; start.run()", "--no-follow")
        with serial.Serial(device.port, timeout=10) as line:
            hello = ask(line, do="hello")
            assert (hello["ok"], hello["kernel"]) == (True, "native")
            assert hello["modes"] == ["psk", "dhhmac", "sakke"]


@pytest.mark.parametrize(
    ("heap", "package", "instead"),
    [
        ("190k", "all", "PACKAGE=psk+dhhmac or ROMFS (make romfs BOARD=QEMU_M4 PACKAGE=all) or "),
        ("120k", "psk", "ROMFS (make romfs BOARD=QEMU_M4 PACKAGE=psk) or an image"),
        ("48k", "psk+dhhmac", "use an image (make firmware BOARD=QEMU_M4)"),
    ],
)
def test_what_cannot_run_is_refused_in_one_line_before_anything_is_installed(
    heap, package, instead
):
    with board(heap) as device:
        status, said = script("device/deploy.py", "--port", device.port, "--package", package)
        assert status == 1
        assert said.startswith("deploy: %s needs " % package), said
        assert " octets of free heap on a file system, the board has " in said
        assert instead in said
        assert len(said.splitlines()) == 1
        assert execute(device, "import os; print(os.listdir('/'))").strip() == "['host']"


def test_firmware_with_the_library_is_left_alone():
    with emulator.Device(words=["repl"], pty=True) as device:
        status, said = script("device/deploy.py", "--port", device.port, "--resume")
    assert status == 1
    assert said.startswith("deploy: the firmware of this board has MIKEY ")
    assert len(said.splitlines()) == 1


# What a board says of itself


INFO = {
    "version": "1.26.1", "mpy": 7942, "machine": "Raspberry Pi Pico", "build": "RPI_PICO",
    "path": ["", ".frozen", "/lib"], "mikey": None, "file": None, "free": 800000,
}  # fmt: skip


def test_an_answer_is_understood():
    assert remote.understood("180000\r\n%r\r\n" % INFO) == dict(INFO, heap=180000)


@pytest.mark.parametrize(
    "output",
    [
        "", "\n", "%r" % INFO, "None\n%r" % INFO, "-5\n%r" % INFO, "1e9\n%r" % INFO,
        "nothing\n%r" % INFO, "18 0000\n%r" % INFO, "\u0663\n%r" % INFO, "True\n%r" % INFO,
        "180000\n180000", "180000\nno", "180000\n[]", "180000\n{}", "180000\n" + "(" * 9999,
        "180000\n" + "[" * 50 + "]" * 50, "180000\n\0", "180000\n\ufffd{[}",
        *["180000\n%r" % dict(INFO, **{name: value}) for name in INFO for value in (1.5, b"")],
        *["180000\n%r" % {n: v for n, v in INFO.items() if n != name}
          for name in INFO],
        "180000\n%r" % dict(INFO, path=["", 1]),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_one_line(output):
    with pytest.raises(device_form.BundleError) as raised:
        remote.understood(output)
    assert len(str(raised.value).splitlines()) == 1
    assert len(str(raised.value)) < 200


class Prompt:
    """A serial port with a raw REPL behind it that prints `text` for whatever it executes, and
    does not answer at all if there is none.
    """

    def __init__(self, text):
        self._text = text
        self._end, self._other = os.openpty()
        tty.setraw(self._other)
        self.port = os.ttyname(self._other)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        raw = b"raw REPL; CTRL-B to exit\r\n>"
        code = b""
        try:
            while True:
                for octet in os.read(self._end, 256):
                    if self._text is None:
                        continue
                    if octet == 1:
                        # Raw paste mode is asked for with Ctrl-E, A, Ctrl-A: it has none.
                        os.write(self._end, b"R\0" if code[-2:] == b"\x05A" else raw)
                        code = b""
                    elif octet == 4 and code:
                        os.write(self._end, b"OK" + self._text + b"\x04\x04>")
                        code = b""
                    elif octet == 4:
                        os.write(self._end, b"OK\r\nMPY: soft reboot\r\n" + raw)
                    elif octet not in b"\r\x02\x03":
                        code += bytes([octet])
        except OSError:  # the test has ended
            pass

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        os.close(self._other)
        os.close(self._end)


@pytest.mark.parametrize("text", [None, b"", b"no number\r\n", b"\xff\xfe\r\n", b"12\r\n"])
def test_a_board_that_does_not_answer_or_not_in_numbers_is_one_line(text):
    with Prompt(text) as prompt:
        status, said = script("device/deploy.py", "--port", prompt.port)
    assert status == 1
    assert said.startswith("deploy: no board with MicroPython on " + prompt.port), said
    assert len(said.splitlines()) == 1, said


# What heap is needed


@pytest.mark.parametrize("name", device_form.BOARDS)
@pytest.mark.parametrize("package", device_form.SETS)
def test_the_need_of_every_package_set_is_known_for_every_board(name, package):
    form = device_form.BOARDS[name]
    if form in device_form.KERNELS:
        needs_built(os.path.join(emulator.ROOT, "build", "natmod", form, "_mikey.mpy"), "natmod")
    for of in {form, "mpy", "py"}:
        need = heap_need.needed("fs", package, of, name)
        assert heap_need.refusal(need, package, of, name) is None
        refused = heap_need.refusal(need - 1, package, of, name) or ""
        assert refused.startswith("%s needs %d octets" % (package, need))
        assert "an image (make firmware BOARD=%s)" % name in refused
        assert ("ROMFS" in refused) == (of != "py")
        assert len(refused.splitlines()) == 1


def heap_with(options, octets):
    """Return the size of the heap of which `octets` are free at the prompt, within 256."""
    heap = octets
    while True:
        missing = octets - stock.free(options, heap)
        if -256 < missing <= 0:
            return heap
        heap += missing or 16


@pytest.mark.parametrize(("place", "package"), [("fs", "psk"), ("fs", "all"), ("romfs", "psk")])
def test_the_console_runs_in_the_heap_that_is_said_to_be_needed_and_not_in_much_less(
    place, package
):
    """Where this fails after a change of the library: host_tests/bench/stock_heap.py."""
    need = heap_need.needed(place, package, stock.KERNEL, stock.BOARD)
    options = stock.installed(place, package, stock.KERNEL)
    requests = stock.calls(stock.MODES[package])
    heap = heap_with(options, need)
    assert stock.runs(options, heap, requests)
    assert not stock.runs(options, heap - need // 8, requests)
