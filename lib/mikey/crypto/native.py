"""The native arithmetic kernel, where the firmware or the file system has one.

`kernel` is the C module `_mikey` or None: everything that uses it has a Python path that gives the
same octets.
"""

try:
    import _mikey as kernel
except ImportError:
    kernel = None
