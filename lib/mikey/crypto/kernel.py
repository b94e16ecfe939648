"""The native arithmetic kernel, where the firmware or the file system has one.

`kernel` is the C module `_mikey`, or None: then `mikey.crypto.soft` gives the same octets. It may
have been built without the functions of some modes. A kernel that cannot be used counts as none,
and `used` (str) says what is used: the kernel ("native"), Python ("python"), or Python and why the
kernel that is there is not.

`interface_1` is there in a kernel whose functions are those that this library calls: a change of a
name, of arguments or of a meaning counts it up, here and in firmware/kernel/module.c.
"""

import sys

try:
    import _mikey as kernel
    from _mikey import interface_1  # noqa: F401

    used = "native"
except ImportError:
    kernel = None
    used = "python: the kernel is of another version" if "_mikey" in sys.modules else "python"
except MemoryError:
    kernel = None
    used = "python: no memory for the kernel"
except ValueError:  # of MicroPython, for the header of an .mpy file
    kernel = None
    used = "python: the kernel is of another chip or MicroPython"
except Exception:  # noqa: BLE001 - whatever is wrong with an optional part, it is absent
    kernel = None
    used = "python: the kernel is damaged"
