"""Looks at the file of the native kernel, before anything loads it: to be imported first.

MicroPython reads on without end behind an .mpy file that was cut, and runs what was changed in it.
So the file ends in the SHA-256 digest of the rest (firmware/scripts/build/seal_kernel.py), and
where it does not, `damaged` is True and an import does not find the kernel. That is no protection
against attackers.
"""

import sys


def _open():
    """Return the file that MicroPython would load, or None."""
    for folder in sys.path:
        try:
            return open((folder + "/" if folder else "") + "_mikey.mpy", "rb")
        except OSError:
            pass
    return None


def _is_in_firmware():
    path = sys.path[:]
    sys.path[:] = []
    try:
        import _mikey  # noqa: F401

        return True
    except ImportError:
        return False
    finally:
        sys.path[:] = path


def _is_damaged():
    if sys.implementation.name != "micropython" or _is_in_firmware():
        return False
    file = _open()
    if file is None:
        return False
    from hashlib import sha256

    h = sha256()
    kept = b""
    with file:
        while True:
            part = file.read(512)
            if not part:
                break
            kept += part
            h.update(kept[:-32])
            kept = kept[-32:]
    return h.digest() != kept


damaged = _is_damaged()
if damaged:
    hidden = None  # type: Any  # MicroPython takes it for the module
    sys.modules["_mikey"] = hidden
