"""Runs the image of an emulated board: a handset to talk to, or a script executed on one.

Virtual time is counted in instructions (`-icount shift=0`), so counts repeat exactly. Every wait
has a time limit, and every emulator is killed when it is left.

    with Device() as handset:
        answer = handset.console({"do": "hello"})
    status, output = run_script("host_tests/bench/device/small_heap.py", heap="34k", args=["psk"])
"""

import json
import os
import re
import select
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
IMAGES = os.path.join(ROOT, "build", "firmware")
IMAGE = os.path.join(IMAGES, "QEMU_M4", "firmware.elf")
STOCK = os.path.join(IMAGES, "STOCK_M4", "firmware.elf")  # of QEMU_M4, without library and kernel
MACHINES = {
    "QEMU_M4": ["qemu-system-arm", "-M", "mps2-an386"],
    "QEMU_RV32": ["qemu-system-riscv32", "-M", "virt", "-bios", "none"],
}
ROMFS_ADDRESS = 0x21000000  # of QEMU_M4: 16 MiB that the image does not use
DISK_ADDRESS = 0x21800000


class EmulatorError(Exception):
    """The emulator ended, stayed silent too long or answered something that is no answer."""


def _semihosting(words):
    """Return QEMU's option that makes `words` (list of str) the device's command line."""
    option = "enable=on,target=native"
    for word in words:
        option += ",arg=" + word.replace(",", ",,")
    return ["-semihosting-config", option]


class Device:
    """One emulated handset.

    `heap` is the Python heap ("24k", "3m"), `words` its command line (without words it serves
    the console; "repl" gives the REPL, "run=/host/x.py" a script), `mount` the host folder seen
    as /host, `link` a QEMU character device for QEMU_M4's UART1 (0x40005000: DATA, STATE, CTRL,
    INT, BAUDDIV), `romfs` a file that is placed at ROMFS_ADDRESS, `disk` one at DISK_ADDRESS
    (device/make_disk.py makes it; the words "rom=SIZE" and "disk" have both mounted), `timeout`
    the seconds that an answer may take, `board` one of MACHINES, `image` another image of it. With
    `pty` its UART is a terminal of the host, named by the attribute `port`, in place of `send` and
    `read_…`.
    """

    def __init__(
        self, heap="96k", words=(), mount=ROOT, link=None, romfs=None, timeout=60, board="QEMU_M4",
        image=None, pty=False, disk=None,
    ):  # fmt: skip
        self.timeout = timeout
        self._rest = b""
        image = image or os.path.join(IMAGES, board, "firmware.elf")
        command = MACHINES[board] + ["-icount", "shift=0", "-display", "none"]
        command += ["-monitor", "none", "-kernel", image]
        uart = "pty,id=uart0" if pty else "stdio,id=uart0,signal=off"
        command += ["-chardev", uart, "-serial", "chardev:uart0"]
        if link:
            command += ["-serial", link]
        for path, address in ((romfs, ROMFS_ADDRESS), (disk, DISK_ADDRESS)):
            if path:
                loader = "loader,file=%s,addr=%#x,force-raw=on" % (path, address)
                command += ["-device", loader]
        command += _semihosting(["mikey", "heap=" + heap] + list(words))
        if shutil.which("setpriv"):
            # An emulator whose owner was killed would run for ever.
            command = ["setpriv", "--pdeathsig", "KILL", "--", *command]
        self._process = subprocess.Popen(
            command,
            cwd=mount,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
        )
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise EmulatorError("no pipes to the emulator")
        self._input, self._output = stdin, stdout
        if pty:
            told = re.search(r"redirected to (\S+)", self.read_line())
            if told is None:
                raise EmulatorError("no pseudo-terminal")
            self.port = told.group(1)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        """Kill the emulator."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._input.close()
        self._output.close()

    def send(self, octets):
        """Write `octets` (bytes) to the handset's UART."""
        try:
            self._input.write(octets)
        except BrokenPipeError:
            raise EmulatorError("the emulator has ended") from None

    def _receive(self, deadline):
        """Add what the UART gives to the rest; return False at its end."""
        wait = deadline - time.monotonic()
        if wait <= 0 or not select.select([self._output], [], [], wait)[0]:
            raise EmulatorError("no answer in time; got %r" % self._rest[-200:])
        octets = os.read(self._output.fileno(), 65536)
        self._rest += octets
        return bool(octets)

    def read_until(self, mark, timeout=None):
        """Return what the UART gave up to and with `mark` (bytes)."""
        deadline = time.monotonic() + (timeout or self.timeout)
        while mark not in self._rest:
            if not self._receive(deadline):
                raise EmulatorError("the emulator ended; got %r" % self._rest[-1000:])
        end = self._rest.index(mark) + len(mark)
        found, self._rest = self._rest[:end], self._rest[end:]
        return found

    def read_line(self, timeout=None):
        """Return the next line (str) without its end."""
        return self.read_until(b"\n", timeout).decode("utf-8", "replace").rstrip("\r\n")

    def read_all(self, timeout=None):
        """Return all that the UART gives until the emulator ends (bytes)."""
        deadline = time.monotonic() + (timeout or self.timeout)
        while self._receive(deadline):
            pass
        found, self._rest = self._rest, b""
        return found

    def wait(self, timeout=None):
        """Return the exit status (int) once the emulator has ended by itself."""
        try:
            return self._process.wait(timeout or self.timeout)
        except subprocess.TimeoutExpired:
            raise EmulatorError("the emulator does not end") from None

    def console(self, request, timeout=None):
        """Send one console request (object, or a raw line as str) and return its answer (dict)."""
        line = request if isinstance(request, str) else json.dumps(request)
        self.send(line.encode() + b"\n")
        answer = self.read_line(timeout)
        try:
            return json.loads(answer)
        except ValueError:
            raise EmulatorError("not an answer: %r" % answer) from None


def run_script(path, heap="2m", mount=ROOT, args=(), timeout=300, words=(), **options):
    """Execute a Python file on a handset; return (exit status, output as str).

    `path` is inside the folder `mount`, which the script sees as /host (read and write); its own
    folder is first in sys.path, host_tests the last. A `.mpy` file is imported, which needs no
    heap to compile. `args` (list of str) are its sys.argv[1:]. The status is what it gave
    sys.exit, 1 after an exception.
    """
    inside = os.path.relpath(os.path.abspath(path), os.path.abspath(mount))
    words = [*words, "run=/host/" + inside.replace(os.sep, "/")]
    if os.path.abspath(mount) == ROOT:
        words.append("path=/host/host_tests")
    if args:
        words.append("argv=" + "\0".join(args).encode().hex())
    with Device(heap, words, mount, timeout=timeout, **options) as device:
        output = device.read_all()
        status = device.wait()
    return status, output.decode("utf-8", "replace").replace("\r\n", "\n")


@contextmanager
def pair(**options):
    """Give two handsets whose UART1s (0x40005000) are joined; `options` as for Device."""
    with tempfile.TemporaryDirectory() as folder:
        link = "unix:" + os.path.join(folder, "link")
        with Device(link=link + ",server=on,wait=off", **options) as first:
            deadline = time.monotonic() + first.timeout
            while not os.path.exists(link[5:]):
                if time.monotonic() > deadline:
                    raise EmulatorError("the link does not appear")
                time.sleep(0.01)
            with Device(link=link + ",server=off", **options) as second:
                yield first, second
