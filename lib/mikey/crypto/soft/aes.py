"""AES (FIPS 197) in plain Python, for ports without cryptolib and hosts without `cryptography`.

Slow, and its table look-ups are constant time only on a part without a data cache (every
microcontroller that lacks cryptolib is one). Imported only where nothing better exists.
"""


def _times(a, b):
    r = 0
    while b:
        if b & 1:
            r ^= a
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return r


def _boxes():
    """Return the S-box and its inverse (FIPS 197 5.1.1), walked along powers of 3 and 1/3."""
    box = bytearray(256)
    back = bytearray(256)
    p = q = 1
    while True:
        p = _times(p, 3)
        q = _times(q, 0xF6)
        s = q ^ 0x63
        for k in range(1, 5):
            s ^= ((q << k) | (q >> (8 - k))) & 255
        box[p] = s
        if p == 1:
            break
    box[0] = 0x63
    for i in range(256):
        back[box[i]] = i
    return bytes(box), bytes(back)


_SBOX, _INVERSE = _boxes()
_TWICE = bytes([_times(i, 2) for i in range(256)])


class Aes:
    """One key of 16, 24 or 32 octets; `encrypt(src, dst)` and `decrypt(src, dst)` do one block."""

    def __init__(self, key):
        words = len(key) // 4
        if len(key) not in (16, 24, 32):
            raise ValueError
        self._rounds = words + 6
        w = bytearray(16 * (self._rounds + 1))
        w[0 : 4 * words] = key
        t = bytearray(4)
        rcon = 1
        for i in range(words, 4 * (self._rounds + 1)):
            t[0:4] = w[4 * i - 4 : 4 * i]
            if i % words == 0:
                first = t[0]
                t[0] = _SBOX[t[1]] ^ rcon
                t[1] = _SBOX[t[2]]
                t[2] = _SBOX[t[3]]
                t[3] = _SBOX[first]
                rcon = _TWICE[rcon]
            elif words == 8 and i % 8 == 4:
                for j in range(4):
                    t[j] = _SBOX[t[j]]
            for j in range(4):
                w[4 * i + j] = w[4 * (i - words) + j] ^ t[j]
        self._w = w
        self._s = bytearray(16)
        self._t = bytearray(16)

    def _add(self, number):
        s = self._s
        w = self._w
        at = 16 * number
        for i in range(16):
            s[i] ^= w[at + i]

    def encrypt(self, src, dst):
        """Write the encryption of the 16 octets `src` to `dst` (they may be one buffer)."""
        s = self._s
        t = self._t
        s[0:16] = src
        self._add(0)
        for number in range(1, self._rounds + 1):
            for i in range(16):
                t[i] = _SBOX[s[(5 * i) & 15]]
            if number == self._rounds:
                s[0:16] = t
            else:
                for c in range(0, 16, 4):
                    a0 = t[c]
                    a1 = t[c + 1]
                    a2 = t[c + 2]
                    a3 = t[c + 3]
                    x = a0 ^ a1 ^ a2 ^ a3
                    s[c] = a0 ^ x ^ _TWICE[a0 ^ a1]
                    s[c + 1] = a1 ^ x ^ _TWICE[a1 ^ a2]
                    s[c + 2] = a2 ^ x ^ _TWICE[a2 ^ a3]
                    s[c + 3] = a3 ^ x ^ _TWICE[a3 ^ a0]
            self._add(number)
        dst[0:16] = s

    def decrypt(self, src, dst):
        """Write the decryption of the 16 octets `src` to `dst` (they may be one buffer)."""
        s = self._s
        t = self._t
        s[0:16] = src
        self._add(self._rounds)
        for number in range(self._rounds - 1, -1, -1):
            for i in range(16):
                t[(5 * i) & 15] = _INVERSE[s[i]]
            # t[5i] takes s[i]: undo ShiftRows by writing where encrypt read.
            s[0:16] = t
            self._add(number)
            if number:
                for c in range(0, 16, 4):
                    a0 = s[c]
                    a1 = s[c + 1]
                    a2 = s[c + 2]
                    a3 = s[c + 3]
                    u = _TWICE[_TWICE[a0 ^ a2]]
                    v = _TWICE[_TWICE[a1 ^ a3]]
                    a0 ^= u
                    a1 ^= v
                    a2 ^= u
                    a3 ^= v
                    x = a0 ^ a1 ^ a2 ^ a3
                    s[c] = a0 ^ x ^ _TWICE[a0 ^ a1]
                    s[c + 1] = a1 ^ x ^ _TWICE[a1 ^ a2]
                    s[c + 2] = a2 ^ x ^ _TWICE[a2 ^ a3]
                    s[c + 3] = a3 ^ x ^ _TWICE[a3 ^ a0]
        dst[0:16] = s
