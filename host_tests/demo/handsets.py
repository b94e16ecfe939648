"""Talks to the handsets of the demonstration through their consoles, and takes the time.

One runs on the emulated Cortex-M4, its console on a UART; one is a process of the MicroPython unix
port. The device counts what its steps take (device/counted_console.py).
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time

from support import emulator

CONSOLE = os.path.join(emulator.ROOT, "firmware", "scripts", "device", "run_console.py")
SERVER = "run=/host/host_tests/device/counted_console.py"
_ANSWER_SECONDS = 60
_HEAP = "128k"  # counting is compiled on the device, and nothing is collected meanwhile
_NTP_EPOCH = 2208988800  # seconds from 1900 to 1970


class DemoError(Exception):
    """Something that the demonstration shows did not happen; the text says what."""


def ntp_now():
    """Return the time as the console's `clock` takes it: 16 hex digits, NTP-UTC."""
    now = time.time()
    return "%08x%08x" % ((int(now) + _NTP_EPOCH) & 0xFFFFFFFF, int(now % 1 * (1 << 32)))


class Device:
    """A handset on the emulated Cortex-M4; `lines`, a file of line coefficients, is in its ROM."""

    place = "Cortex-M4 emulated by QEMU, console over UART"

    def __init__(self, lines=None):
        words = [SERVER]
        if lines:
            words.append("argv=" + str(emulator.ROMFS_ADDRESS).encode().hex())
        self._device = emulator.Device(_HEAP, words, romfs=lines, timeout=_ANSWER_SECONDS)

    def exchange(self, line):
        """Give the console a line; return its answer (str)."""
        self._device.send(line.encode() + b"\n")
        return self._device.read_line()

    def close(self):
        """End the emulator."""
        self._device.close()


class Process:
    """A handset on a host's runtime: "micropython" or "cpython"."""

    def __init__(self, run="micropython"):
        self.place = "%s on this computer" % {"cpython": "CPython"}.get(
            run, "MicroPython unix port"
        )
        self._folder = tempfile.TemporaryDirectory()
        self._process = subprocess.Popen(
            [sys.executable, CONSOLE, "--run", run, "--store", self._folder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def exchange(self, line):
        """Give the console a line; return its answer (str), empty when it stays silent."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise DemoError("no pipes to the console process")
        watchdog = threading.Timer(_ANSWER_SECONDS, self._process.kill)
        watchdog.start()
        try:
            stdin.write(line + "\n")
            return stdout.readline()
        except BrokenPipeError:
            return ""
        finally:
            watchdog.cancel()

    def close(self):
        """End the process."""
        self._process.kill()
        self._process.communicate()
        self._folder.cleanup()


class Handset:
    """A person's phone: a name, a URI and the console of a `runtime` (Device or Process)."""

    def __init__(self, name, uri, runtime):
        self.name = name
        self.uri = uri
        self.runtime = runtime
        self.seconds = 0.0  # what the last request took

    def request(self, do, **fields):
        """Return the answer (dict) to a console request, good or bad."""
        fields["do"] = do
        began = time.monotonic()
        try:
            text = self.runtime.exchange(json.dumps(fields))
        except emulator.EmulatorError as error:
            raise DemoError("%s's handset: %s" % (self.name, error)) from None
        self.seconds = time.monotonic() - began
        try:
            return json.loads(text)
        except ValueError:
            raise DemoError("%s's handset gives no answer to %s" % (self.name, do)) from None

    def ask(self, do, **fields):
        """Return the answer to a request that must succeed."""
        answer = self.request(do, **fields)
        if not answer["ok"]:
            text = "%s's handset refuses to %s: %s (%s)"
            raise DemoError(text % (self.name, do, answer["reason"], answer["section"]))
        return answer

    def refusal(self, do, reason, **fields):
        """Return the answer to a request that must be refused for `reason`."""
        answer = self.request(do, **fields)
        if answer["ok"]:
            raise DemoError("%s's handset accepted what it must refuse" % self.name)
        if answer["reason"] != reason:
            text = "%s's handset refuses with %s where %s is right"
            raise DemoError(text % (self.name, answer["reason"], reason))
        return answer

    def prepare(self, requests):
        """Reset the handset and give it `requests` (list of dicts)."""
        self.ask("reset")
        for fields in requests:
            self.ask(**fields)

    def close(self):
        """End the runtime."""
        self.runtime.close()
