"""AES-CM (RFC 3711 4.1.1) and AES key wrap (RFC 3394) as RFC 3830 4.2.3 uses them.

The blocks come from the port: `cryptolib` on MicroPython, the `cryptography` package on CPython,
and `soft.aes` (slow) where neither exists. Keys of 16 and 32 octets.

Key wrap takes the caller's initial value (IV = salt) and works in place both ways: the wrapped
form lies at `start`, the plain form 8 octets further.
"""

from mikey.crypto.hash import equal, wipe
from mikey.crypto.kernel import kernel
from mikey.port import const

try:
    from cryptolib import aes as _aes
except ImportError:
    _aes = None

_BLOCK = const(16)
_ECB = const(1)  # cryptolib's number

# xor(buf, start, mask, n): add the first n octets of mask into buf at start, bit by bit
if kernel:
    xor = kernel.xor
else:
    from mikey.crypto.soft.hash import xor



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
        from mikey.crypto.soft.aes import Aes

        encryptor = decryptor = Aes  # pyright: ignore[reportAssignmentType]


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


def _check(key, iv, buf, start, n):
    if len(key) not in (16, 32) or len(iv) != 8 or n < 16 or n & 7:
        raise ValueError
    if start < 0 or start + n + 8 > len(buf):
        raise ValueError


def wrap(key, iv, buf, start, n):
    """Wrap in place: the `n` octets at `start + 8` become `n + 8` octets at `start`.

    `key`: 16 or 32 octets. `iv`: 8 octets. `buf`: bytearray or memoryview. `n`: a multiple of 8,
    at least 16. ValueError on other lengths. RFC 3394 2.2.1.
    """
    _check(key, iv, buf, start, n)
    encrypt = encryptor(key).encrypt
    block = bytearray(_BLOCK)
    block[0:8] = iv
    t = 1
    for _ in range(6):
        for at in range(start + 8, start + 8 + n, 8):
            for i in range(8):
                block[8 + i] = buf[at + i]
            encrypt(block, block)
            for i in range(8):
                buf[at + i] = block[8 + i]
            block[6] ^= t >> 8
            block[7] ^= t & 255
            t += 1
    for i in range(8):
        buf[start + i] = block[i]
    wipe(block)


def unwrap(key, iv, buf, start, n):
    """Unwrap in place: the `n + 8` octets at `start` become `n` octets at `start + 8`.

    Return True if the initial value found is `iv` (compared in constant time); when it is not,
    the octets are wiped. Arguments and errors as for `wrap`. RFC 3394 2.2.2.
    """
    _check(key, iv, buf, start, n)
    decrypt = decryptor(key).decrypt
    block = bytearray(_BLOCK)
    for i in range(8):
        block[i] = buf[start + i]
    t = 6 * (n // 8)
    for _ in range(6):
        for at in range(start + n, start, -8):
            block[6] ^= t >> 8
            block[7] ^= t & 255
            t -= 1
            for i in range(8):
                block[8 + i] = buf[at + i]
            decrypt(block, block)
            for i in range(8):
                buf[at + i] = block[8 + i]
    good = equal(block, 0, iv, 0, 8)
    if not good:
        for i in range(start, start + n + 8):
            buf[i] = 0
    wipe(block)
    return good
