"""AES-CM: counter mode (RFC 3711 4.1.1) as RFC 3830 4.2.3 uses it, and single AES blocks.

The blocks come from the port: `cryptolib` on MicroPython, the `cryptography` package on CPython,
and `aes_soft` (slow) where neither exists. Keys of 16 and 32 octets.
"""

from mikey.crypto.mac import wipe
from mikey.crypto.native import kernel
from mikey.port import const

try:
    from cryptolib import aes as _aes
except ImportError:
    _aes = None

_BLOCK = const(16)
_ECB = const(1)  # cryptolib's number


def _soft(key):
    from mikey.crypto.aes_soft import Aes

    return Aes(key)


if _aes:

    def encryptor(key):
        """Return an object whose `encrypt(src, dst)` does one block of 16 octets under `key`."""
        return _aes(key, _ECB)  # pyright: ignore[reportOptionalCall]  # not None: see above

    def decryptor(key):
        """Return an object whose `decrypt(src, dst)` undoes one block of 16 octets under `key`."""
        return _aes(key, _ECB)  # pyright: ignore[reportOptionalCall]  # not None: see above

else:
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

        class _Host:
            """A block at a time from the `cryptography` package, in cryptolib's shape."""

            def __init__(self, key):
                self._cipher = Cipher(algorithms.AES(bytes(key)), modes.ECB())
                self._in = None
                self._out = None

            def encrypt(self, src, dst):
                if self._in is None:
                    self._in = self._cipher.encryptor()
                dst[0:16] = self._in.update(bytes(src))

            def decrypt(self, src, dst):
                if self._out is None:
                    self._out = self._cipher.decryptor()
                dst[0:16] = self._out.update(bytes(src))

        encryptor = decryptor = _Host  # pyright: ignore[reportAssignmentType]
    except ImportError:
        encryptor = decryptor = _soft  # pyright: ignore[reportAssignmentType]


def xor_octets(buf, start, mask, n):
    """Add the first `n` octets of `mask` into `buf` at `start`, bit by bit."""
    for i in range(n):
        buf[start + i] ^= mask[i]


xor = kernel.xor if kernel else xor_octets


def ctr(key, iv, buf, start, n):
    """Encrypt or decrypt in place the `n` octets of `buf` at `start`.

    `key`: 16 octets (AES-CM-128) or 32 (AES-CM-256, RFC 6043 6.2). `iv`: 16 octets, the first
    counter block. `buf`: bytearray or memoryview. ValueError on other lengths.
    """
    if len(key) not in (16, 32) or len(iv) != _BLOCK:
        raise ValueError
    if start < 0 or n < 0 or start + n > len(buf):
        raise ValueError
    encrypt = encryptor(key).encrypt
    counter = bytearray(iv)
    stream = bytearray(_BLOCK)
    at = start
    end = start + n
    while at < end:
        encrypt(counter, stream)
        xor(buf, at, stream, min(_BLOCK, end - at))
        at += _BLOCK
        i = _BLOCK - 1
        while i >= 0:
            counter[i] = (counter[i] + 1) & 255
            if counter[i]:
                break
            i -= 1
    wipe(stream)
