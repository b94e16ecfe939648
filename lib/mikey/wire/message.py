"""An index over one received message: which payload stands where (RFC 3830 5.3, 6.1).

`Message.scan` walks the chain of Next payload fields and checks every length on the way. It
allocates nothing: the index is three arrays made once. A payload's module is imported when its
number is first met, so that a handset carries only the payloads of its modes.
"""

from array import array

from mikey.errors import (
    BAD_PAYLOAD,
    DUPLICATE_PAYLOAD,
    MISSING_PAYLOAD,
    NONE,
    TOO_LONG,
    TRAILING,
    TRUNCATED,
)
from mikey.port import const
from mikey.wire import header

_SIGN = const(4)
_TYPES = const(27)  # next payload numbers end at 26 (SAKKE)

# Next payload number -> module: RFC 3830 6.1.b; 13..17 RFC 6043; 21 RFC 3830 6.15; 22..25 RFC
# 6267; 26 RFC 6509.
_MODULES = (
    "", "kemac", "pke", "dh", "sign", "timestamp", "identity", "cert", "chash", "verification",
    "policy", "rand", "error", "ticket", "role", "ticket", "ticket", "ticket", "", "", "",
    "extension", "ibake", "ibake", "ibake", "ibake", "sakke",
)  # fmt: skip
_CLASSES = {13: "tr_end", 15: "randr_end", 16: "tp_end", 17: "end", 22: "end", 23: "esk_end",
            24: "sk_end", 25: "eccpt_end"}  # fmt: skip
_ends = [None] * _TYPES


def _load(kind):
    """Import the module of payload `kind`; return its `end` function or None."""
    name = _MODULES[kind]
    if not name:
        return None
    try:
        module = __import__("mikey.wire." + name, None, None, ("end",))
    except ImportError:
        return None
    _ends[kind] = getattr(module, _CLASSES.get(kind, "end"))
    return _ends[kind]


class Message:
    """The index of one message. Reused for the next one; holds a reference to the caller's buffer.

    `buf` and `length` are the message; `count` payloads follow the header, payload i being
    `kinds[i]` at `starts[i]:ends[i]`.
    """

    def __init__(self, limit=32):
        """`limit` is the largest number of payloads that is accepted (each costs 5 octets)."""
        self.kinds = bytearray(limit)
        self.starts = array("H", self.kinds)
        self.ends = array("H", self.kinds)
        self.totals = bytearray(_TYPES)
        self.firsts = bytearray(_TYPES)
        self.count = 0
        self.length = 0
        self.buf = b""

    def scan(self, buf, length):
        """Index the message in `buf[0:length]`; return a fault (0 for none)."""
        self.count = 0
        self.buf = buf
        self.length = length
        totals = self.totals
        for i in range(_TYPES):
            totals[i] = 0
        if length > 65535:
            return TOO_LONG
        pos = header.end(buf, length)
        if pos < 0:
            return -pos
        kind = buf[2]
        count = 0
        kinds = self.kinds
        while kind:
            if kind >= _TYPES:
                return BAD_PAYLOAD
            if pos >= length:
                return TRUNCATED
            if count == len(kinds):
                return TOO_LONG
            find = _ends[kind] or _load(kind)
            if find is None:
                return BAD_PAYLOAD
            after = find(buf, pos, length)
            if after < 0:
                return -after
            kinds[count] = kind
            self.starts[count] = pos
            self.ends[count] = after
            if not totals[kind]:
                self.firsts[kind] = count
            totals[kind] += 1
            count += 1
            kind = 0 if kind == _SIGN else buf[pos]
            pos = after
        self.count = count
        return TRAILING if pos != length else NONE

    def check(self, allowed, required):
        """Check the layout of a message type: return a fault (0 for none).

        `allowed` and `required` have bit n set for payload number n. A payload of `required`
        stands exactly once; any other of `allowed` stands as often as its mode's own check lets
        it.
        """
        totals = self.totals
        for i in range(self.count):
            if not allowed >> self.kinds[i] & 1:
                return BAD_PAYLOAD
        kind = 0
        while required:
            if required & 1:
                if not totals[kind]:
                    return MISSING_PAYLOAD
                if totals[kind] > 1:
                    return DUPLICATE_PAYLOAD
            required >>= 1
            kind += 1
        return NONE

    def find(self, kind, after=-1):
        """Return the index of the next payload `kind` behind index `after`, or -1."""
        if not self.totals[kind]:
            return -1
        if after < 0:
            return self.firsts[kind]
        for i in range(after + 1, self.count):
            if self.kinds[i] == kind:
                return i
        return -1

    def start(self, kind):
        """Return the position of the first payload `kind`, which must be there."""
        return self.starts[self.firsts[kind]]

    def end(self, kind):
        """Return the end position of the first payload `kind`, which must be there."""
        return self.ends[self.firsts[kind]]

    def last(self):
        """Return the number of the last payload, 0 where there is none."""
        return self.kinds[self.count - 1] if self.count else 0
