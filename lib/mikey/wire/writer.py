"""Builds a message in a buffer of the caller's, payload by payload (RFC 3830 5.2).

The writer keeps the chain of Next payload fields: opening a payload fills the field of the one
before. A message that does not fit is dropped whole: `full` is set once and everything after it is
ignored.
"""


class Writer:
    """Appends octets to `buf` (bytearray or writable memoryview) from position 0."""

    def __init__(self, buf):
        self.buf = memoryview(buf)
        self.start()

    def start(self):
        """Begin a new message in the same buffer."""
        self.pos = 0
        self.link = -1  # position of the Next payload field still to be filled
        self.full = False

    def put(self, pos, data):
        """Write `data` at `pos`, where room was made.

        Into a view of just that room: MicroPython moves all that lies behind a slice which it
        assigns to, even when the length stays.
        """
        self.buf[pos : pos + len(data)][:] = data

    def add(self, kind, size):
        """Append a payload `kind` of `size` octets, Next payload field included; return its start.

        The field is Last (0) until another payload follows. -1 when the buffer is full.
        """
        pos = self.pos
        buf = self.buf
        if self.full or pos + size > len(buf):
            self.full = True
            return -1
        if self.link >= 0:
            buf[self.link] = kind
        self.link = pos
        buf[pos] = 0
        self.pos = pos + size
        return pos

    def add16(self, number, kind, octets):
        """Append a payload `number` of one octet `kind`, a 16-bit length and `octets`."""
        n = len(octets)
        pos = self.add(number, 4 + n)
        if pos >= 0:
            buf = self.buf
            buf[pos + 1] = kind
            buf[pos + 2] = n >> 8
            buf[pos + 3] = n & 255
            self.put(pos + 4, octets)

    def open(self, kind):
        """Begin a payload of number `kind` and write its own Next payload field as Last (0)."""
        if not self.full:
            if self.link >= 0:
                self.buf[self.link] = kind
            self.link = self.pos
            self.u8(0)

    def open_last(self, kind):
        """Begin a payload that has no Next payload field (SIGN, RFC 3830 6.5)."""
        if not self.full:
            if self.link >= 0:
                self.buf[self.link] = kind
            self.link = -1

    def reserve(self, n):
        """Leave room for `n` octets and return their position, or -1 when the buffer is full."""
        pos = self.pos
        if self.full or pos + n > len(self.buf):
            self.full = True
            return -1
        self.pos = pos + n
        return pos

    def u8(self, value):
        """Append one octet."""
        pos = self.pos
        if pos >= len(self.buf):
            self.full = True
        else:
            self.buf[pos] = value
            self.pos = pos + 1

    def u16(self, value):
        """Append a 16-bit number in network order."""
        self.u8(value >> 8)
        self.u8(value & 255)

    def octets(self, data):
        """Append all octets of `data` (bytes-like)."""
        n = len(data)
        pos = self.reserve(n)
        if pos >= 0:
            self.put(pos, data)

    def copy(self, src, pos, end):
        """Append `src[pos:end]` without making a slice of it."""
        at = self.reserve(end - pos)
        if at >= 0:
            buf = self.buf
            for i in range(end - pos):
                buf[at + i] = src[pos + i]

    def field16(self, data):
        """Append a 16-bit length and the octets of `data`."""
        self.u16(len(data))
        self.octets(data)
