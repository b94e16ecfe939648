"""Builds a message in a buffer of the caller's, payload by payload (RFC 3830 5.2).

The writer keeps the chain of Next payload fields: opening a payload fills the field of the one
before. A message that does not fit is dropped whole: `full` is set once and everything after it is
ignored.
"""

from mikey.port import const
from mikey.wire.payloads import FORMS

_LONGEST = const(65535)  # octets of a message

# As in `wire.payloads`.
_SIGN = const(4)
_HEAD = const(0x0F)
_HOW = const(0x70)
_FIXED = const(0x30)
_LENGTH8 = const(0x40)
_MASKED = const(0x50)


class Writer:
    """Appends octets to `buf` (bytearray or writable memoryview) from position 0."""

    def __init__(self, buf):
        self.buf = memoryview(buf)[:_LONGEST]
        self.start()

    def start(self):
        """Begin a new message in the same buffer."""
        self.pos = 0
        self.link = -1  # position of the Next payload field still to be filled
        self.count = 0  # payloads
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
        self.count += 1
        buf[pos] = 0
        self.pos = pos + size
        return pos

    def room(self, kind, a, b, n):
        """Append payload `kind` with room for `n` octets behind its fixed fields; return where
        they go, or -1 when the buffer is full.

        `a` and `b` are its one-octet fields in wire order, as far as it has them: those in front
        of the length field and the type of what follows (0 for the others). In PKE and SIGN `a`
        is what the highest bits of the length field hold.
        """
        form = FORMS[kind << 1]
        how = form & _HOW
        pos = self.pos
        data = pos + (form & _HEAD) + (form >> 7)
        buf = self.buf
        if self.full or data + n > len(buf):
            self.full = True
            return -1
        if self.link >= 0:
            buf[self.link] = kind
        self.pos = data + n
        self.count += 1
        if kind == _SIGN:  # it has no Next payload field
            self.link = -1
        else:
            self.link = pos
            buf[pos] = 0
        fields = data
        if how == _LENGTH8:
            fields -= 1
            buf[fields] = n
        elif how != _FIXED:
            fields -= 2
            if how == _MASKED:
                n |= a * (FORMS[kind << 1 | 1] + 1) << 8
            buf[fields] = n >> 8
            buf[fields + 1] = n & 255
        pos += 1
        if pos < fields:
            buf[pos] = a
            pos += 1
            if pos < fields:
                buf[pos] = b
                if pos + 1 < fields:
                    buf[pos + 1] = 0  # Reserved of ERR
        return data

    def payload(self, kind, a, b, octets):
        """Append payload `kind` with the fields `a` and `b` (see `room`) and `octets`."""
        pos = self.room(kind, a, b, len(octets))
        if pos >= 0:
            self.buf[pos : self.pos][:] = octets  # see `put`

    def begin(self, kind):
        """Begin a payload of number `kind` and write its own Next payload field as Last (0)."""
        if not self.full:
            if self.link >= 0:
                self.buf[self.link] = kind
            self.link = self.pos
            self.count += 1
            self.u8(0)

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

    def field16(self, data):
        """Append a 16-bit length and the octets of `data`."""
        self.u16(len(data))
        self.octets(data)
