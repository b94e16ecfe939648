"""A board with MicroPython, through mpremote."""

import ast
import os
import subprocess
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "package"))

from device_form import BundleError

MPREMOTE = os.path.join(os.path.dirname(sys.executable), "mpremote")
SECONDS = 600
ASK_SECONDS = 30

# Its free heap, asked for first and alone: what else is asked takes heap.
_HEAP = "import gc; gc.collect(); print(gc.mem_free())"

# What a board says of itself, as a Python literal.
_QUESTION = """
import sys, os
i = sys.implementation
d = {"version": ".".join(str(n) for n in i.version[:3]), "mpy": getattr(i, "_mpy", 0)}
d["machine"] = getattr(i, "_machine", "")
d["build"] = getattr(i, "_build", "")
d["path"] = sys.path
try:
    import mikey
    d["mikey"] = mikey.__version__
    d["file"] = mikey.__file__
except ImportError:
    d["mikey"] = None
    d["file"] = None
try:
    s = os.statvfs("")
    d["free"] = s[0] * s[3]
except (OSError, AttributeError):
    d["free"] = None
print(d)
"""


# What its values have to be: types, and whether there may be none.
_ANSWERS = {
    "version": (str, False), "mpy": (int, False), "machine": (str, False), "build": (str, False),
    "path": (list, False), "mikey": (str, True), "file": (str, True), "free": (int, True),
}  # fmt: skip


def mpremote(*words, seconds=SECONDS):
    """Run mpremote; return what it printed (str). BundleError with its last line."""
    try:
        done = subprocess.run(
            [MPREMOTE, *words], capture_output=True, text=True, errors="replace", timeout=seconds,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BundleError("the board stopped answering") from None
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines() or ["mpremote failed"]
        raise BundleError(lines[-1].removeprefix("mpremote: "))
    return done.stdout


def _literal(text):
    """Return what a Python literal says, or None for what is none."""
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None


def _is_answer(info):
    """Return True if `info` is an answer to _QUESTION."""
    return isinstance(info, dict) and all(
        name in info and (isinstance(info[name], kind) or (may_miss and info[name] is None))
        for name, (kind, may_miss) in _ANSWERS.items()
    ) and all(isinstance(folder, str) for folder in info["path"])


def understood(output):
    """Return what a board printed for _HEAP and _QUESTION (str) as a dict; BundleError if it did
    not.
    """
    lines = output.strip().splitlines() or [""]
    info = _literal(lines[-1])
    if not isinstance(info, dict) or not _is_answer(info):
        raise BundleError("it says nothing of itself that can be understood: %s"
                          % ascii(lines[-1][:60]))
    told = lines[-2].strip() if len(lines) > 1 else ""
    if not (told.isascii() and told.isdigit()):
        raise BundleError("it does not say how much heap is free: %s" % ascii(told[:60]))
    info["heap"] = int(told)
    return info


def _console_answers(port):
    """Return True if the console of a handset is behind a serial port."""
    import serial

    if port == "auto":
        return False
    try:
        with serial.serial_for_url(port, 115200, timeout=2) as line:
            line.write(b'\n{"do": "hello"}\n')  # what tools sent before ends with a line
            return any(b'"kernel"' in line.readline() for _ in range(3))
    except (OSError, ValueError):
        return False


def ask(port, resume=False):
    """Return what the board on `port` says of itself (dict): see _QUESTION, and `heap`, the octets
    of heap that were free before anything was loaded.

    `resume` leaves running what runs there, instead of a soft reset.
    """
    words = ["resume"] if resume else []
    try:
        return understood(mpremote("connect", port, *words, "exec", _HEAP, "exec", _QUESTION,
                                   seconds=ASK_SECONDS))
    except BundleError as error:
        told = str(error)
        if told.startswith("failed to access"):
            told += "; there is: " + ports()
        elif _console_answers(port):
            told = "the MIKEY console answers there, not the prompt: see boards/README.md"
        raise BundleError("no board with MicroPython on %s: %s" % (
            "any port" if port == "auto" else port, told)) from None


def ports():
    """Return the names of this machine's serial ports in one line (str)."""
    from serial.tools import list_ports

    return " ".join(port.device for port in list_ports.comports()) or "no serial port"
