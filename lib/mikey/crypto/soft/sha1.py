"""SHA-1 (FIPS 180-4) in plain Python, for ports whose hashlib lacks it (nRF, stm32 without TLS).

Imported only there. The native kernel, where present, has its own.
"""


class sha1:
    """A hash object like those of `hashlib`: `update`, then one `digest` (20 octets)."""

    def __init__(self, data=b""):
        self._state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0]
        self._block = bytearray(64)
        self._words = [0] * 80
        self._fill = 0
        self._total = 0
        self.update(data)

    def update(self, data):
        """Take in `data` (bytes-like)."""
        block = self._block
        fill = self._fill
        for octet in memoryview(data):
            block[fill] = octet
            fill += 1
            if fill == 64:
                self._compress()
                fill = 0
        self._fill = fill
        self._total += len(data)

    def digest(self):
        """Return the 20 octets; the object is finished and its buffers are cleared."""
        block = self._block
        bits = self._total * 8
        fill = self._fill
        block[fill] = 0x80
        for i in range(fill + 1, 64):
            block[i] = 0
        if fill > 55:
            self._compress()
            for i in range(56):
                block[i] = 0
        block[56:64] = bits.to_bytes(8, "big")
        self._compress()
        out = bytearray(20)
        for i in range(5):
            out[4 * i : 4 * i + 4] = self._state[i].to_bytes(4, "big")
            self._state[i] = 0
        for i in range(64):
            block[i] = 0
        for i in range(80):
            self._words[i] = 0
        return bytes(out)

    def _compress(self):
        block = self._block
        w = self._words
        for i in range(16):
            w[i] = int.from_bytes(block[4 * i : 4 * i + 4], "big")
        for i in range(16, 80):
            x = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16]
            w[i] = ((x << 1) | (x >> 31)) & 0xFFFFFFFF
        state = self._state
        a, b, c, d, e = state
        for i in range(80):
            if i < 20:
                f = (d ^ (b & (c ^ d))) + 0x5A827999
            elif i < 40:
                f = (b ^ c ^ d) + 0x6ED9EBA1
            elif i < 60:
                f = ((b & c) | (d & (b | c))) + 0x8F1BBCDC
            else:
                f = (b ^ c ^ d) + 0xCA62C1D6
            t = (((a << 5) | (a >> 27)) + f + e + w[i]) & 0xFFFFFFFF
            e = d
            d = c
            c = ((b << 30) | (b >> 2)) & 0xFFFFFFFF
            b = a
            a = t
        state[0] = (state[0] + a) & 0xFFFFFFFF
        state[1] = (state[1] + b) & 0xFFFFFFFF
        state[2] = (state[2] + c) & 0xFFFFFFFF
        state[3] = (state[3] + d) & 0xFFFFFFFF
        state[4] = (state[4] + e) & 0xFFFFFFFF
