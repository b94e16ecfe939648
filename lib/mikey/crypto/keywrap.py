"""AES key wrap (RFC 3394) with the caller's initial value, as RFC 3830 4.2.3 uses it (IV = salt).

Both directions work in place: the wrapped form lies at `start`, the plain form 8 octets further.
"""

from mikey.crypto import aes as _aes
from mikey.crypto import mac as _mac


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
    encrypt = _aes.encryptor(key).encrypt
    block = bytearray(16)
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
    _mac.wipe(block)


def unwrap(key, iv, buf, start, n):
    """Unwrap in place: the `n + 8` octets at `start` become `n` octets at `start + 8`.

    Returns whether the initial value found is `iv` (compared in constant time); when it is not,
    the octets are wiped. Arguments and errors as for `wrap`. RFC 3394 2.2.2.
    """
    _check(key, iv, buf, start, n)
    decrypt = _aes.decryptor(key).decrypt
    block = bytearray(16)
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
    good = _mac.equal(block, 0, iv, 0, 8)
    if not good:
        for i in range(start, start + n + 8):
            buf[i] = 0
    _mac.wipe(block)
    return good
