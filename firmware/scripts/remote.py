"""A board with MicroPython, through mpremote."""

import ast
import os
import subprocess
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "package"))

from device_form import BundleError

MPREMOTE = os.path.join(os.path.dirname(sys.executable), "mpremote")
SECONDS = 600

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
try:
    s = os.statvfs("")
    d["free"] = s[0] * s[3]
except (OSError, AttributeError):
    d["free"] = None
print(d)
"""


def mpremote(*words):
    """Run mpremote; return what it printed (str). BundleError with its last line."""
    try:
        done = subprocess.run(
            [MPREMOTE, *words], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise BundleError("the board stopped answering") from None
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines() or ["mpremote failed"]
        raise BundleError(lines[-1].removeprefix("mpremote: "))
    return done.stdout


def ask(port, resume=False):
    """Return what the board on `port` says of itself (dict); see _QUESTION.

    `resume` leaves running what runs there, instead of a soft reset.
    """
    words = ["resume"] if resume else []
    try:
        answer = mpremote("connect", port, *words, "exec", _QUESTION)
        return ast.literal_eval(answer.strip().splitlines()[-1])
    except (BundleError, SyntaxError, ValueError, IndexError) as error:
        told = "no board with MicroPython on %s: %s" % (
            "any port" if port == "auto" else port, error)
        if str(error).startswith("failed to access"):
            told += "; there is: " + ports()
        raise BundleError(told) from None


def ports():
    """Return the names of this machine's serial ports in one line (str)."""
    from serial.tools import list_ports

    return " ".join(port.device for port in list_ports.comports()) or "no serial port"
