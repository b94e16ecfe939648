"""SHA-1 and SHA-256 of the port, with a pure-Python SHA-1 where a port was built without one.

`sha1(data=b"")` and `sha256(data=b"")` give a hash object with `update(data)` and `digest()` (20
and 32 octets). On MicroPython `digest()` ends the object and there is no `copy()`.
"""

from hashlib import sha256  # noqa: F401

try:
    from hashlib import sha1
except ImportError:
    from mikey.crypto.sha1 import sha1  # noqa: F401
