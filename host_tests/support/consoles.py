"""Consoles as black boxes: `run_console.py` on a runtime, a line in, a line out.

with Console("qemu") as bob:
    answer = bob.ask(do="hello")
"""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from support import emulator

ROOT = emulator.ROOT
SCRIPT = os.path.join(ROOT, "firmware", "scripts", "device", "run_console.py")
MICROPYTHON = os.path.join(os.path.dirname(sys.executable), "micropython")
RUNTIMES = {"cpython": sys.executable, "micropython": MICROPYTHON, "qemu": emulator.IMAGE}
SECONDS = 60
NOW = "ed13557e17471e7e"  # 2026-01-15 12:01:02


def needs(runtime):
    """Skip where `runtime` has not been built; in CI that is a failure."""
    path = RUNTIMES[runtime]
    if not os.path.exists(path):
        reason = "%s needs %s, which is not built" % (runtime, os.path.relpath(path, ROOT))
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


def store_folder():
    """Return a new folder for a console's store, inside what an emulated device sees."""
    os.makedirs(os.path.join(ROOT, "build"), exist_ok=True)
    return tempfile.mkdtemp(prefix="console-", dir=os.path.join(ROOT, "build"))


def _take_signals():
    """Let SIGINT be what it is at a terminal, also where the tests run in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Console:
    """The console of `runtime`. `store` is its folder (a new one, removed at the end, unless
    given), `options` more of its command line.
    """

    def __init__(self, runtime, store=None, options=()):
        needs(runtime)
        self._own = None if store else store_folder()
        folder = str(store or self._own)
        if runtime == "qemu":
            folder = "/host/" + os.path.relpath(folder, ROOT)
        command = [sys.executable, SCRIPT, "--run", runtime, "--store", folder, *options]
        self._rest = b""
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            bufsize=0,
            preexec_fn=_take_signals,  # noqa: PLW1509 - no test starts threads before
        )
        self._input = self._process.stdin  # type: Any
        self._output = self._process.stdout  # type: Any
        self._errors = self._process.stderr  # type: Any

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._input, self._output, self._errors):
            stream.close()
        if self._own:
            shutil.rmtree(self._own, ignore_errors=True)

    def send(self, octets):
        """Write raw octets."""
        self._input.write(octets)

    def line(self, seconds=SECONDS):
        """Return the next line of the answer stream (bytes)."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._rest:
            wait = max(0, deadline - time.monotonic())
            if not select.select([self._output], [], [], wait)[0]:
                raise AssertionError("no answer in time: %r" % self._rest)
            more = os.read(self._output.fileno(), 65536)
            if not more:
                raise AssertionError("the console ended: %r" % self._errors.read())
            self._rest += more
        line, self._rest = self._rest.split(b"\n", 1)
        return line

    def raw(self, octets):
        """Send one line of raw octets (without its end) and return the answer (dict)."""
        self.send(octets + b"\n")
        line = self.line()
        try:
            return json.loads(line)
        except ValueError:
            raise AssertionError("no answer: %r" % (line + b"\n" + self.more())) from None

    def more(self, seconds=1):
        """Return what else comes out (bytes): the rest of a traceback."""
        found, self._rest = self._rest, b""
        while select.select([self._output], [], [], seconds)[0]:
            octets = os.read(self._output.fileno(), 65536)
            if not octets:
                break
            found += octets
        return found

    def ask(self, **request):
        """Send a request and return the answer (dict)."""
        return self.raw(json.dumps(request).encode())

    def done(self, **request):
        """Send a request that must succeed; return the answer without `ok`."""
        answer = self.ask(**request)
        assert answer.pop("ok") is True, answer
        return answer

    def refused(self, **request):
        """Send a request that must fail; return (reason, detail)."""
        answer = self.ask(**request)
        assert answer["ok"] is False, answer
        return answer["reason"], answer["detail"]

    def interrupt(self):
        """Send SIGINT to the console, as a terminal does for Ctrl-C, and wait for its end: an end
        of its input would be another reason.
        """
        self._process.send_signal(signal.SIGINT)
        self._process.wait(SECONDS)

    def end(self, seconds=SECONDS):
        """End the input; return (exit status, what else came out, standard error)."""
        self._input.close()
        out = self._rest + self._output.read()
        err = self._errors.read()
        return self._process.wait(seconds), out, err.decode()


def prepare(console, *requests, now=NOW):
    """Reset `console`, set its clock to `now` and have it carry out `requests` (dicts)."""
    console.done(do="reset")
    console.done(do="clock", ntp=now)
    for request in requests:
        console.done(**request)
