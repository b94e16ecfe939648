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


def unknown(buf, pos, limit):
    """Refuse a payload that is not known or not installed."""
    return -BAD_PAYLOAD


def end_of(kind):
    """Return the `end` function of payload `kind`; its module is imported at the first time."""
    if kind < _TYPES and _ends[kind]:
        return _ends[kind]
    name = _MODULES[kind] if kind < _TYPES else ""
    if not name:
        return unknown
    try:
        module = __import__("mikey.wire." + name, None, None, ("end",))
    except ImportError:
        return unknown
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
        self.present = 0  # bit n: payload n stands here
        self.repeated = 0  # bit n: more than once
        self.count = 0
        self.length = 0
        self.buf = b""

    def scan(self, buf, length):
        """Index the message in `buf[0:length]`; return a fault (0 for none)."""
        self.count = 0
        self.buf = buf
        self.length = length
        self.present = self.repeated = 0
        if length > 65535:
            return TOO_LONG
        pos = header.end(buf, length)
        if pos < 0:
            return -pos
        kinds = self.kinds
        starts = self.starts
        stops = self.ends
        totals = self.totals
        limit = len(kinds)
        kind = buf[2]
        count = present = repeated = fault = 0
        while kind:
            if kind >= _TYPES or count == limit:
                fault = BAD_PAYLOAD if kind >= _TYPES else TOO_LONG
                break
            after = (_ends[kind] or end_of(kind))(buf, pos, length)
            if after < 0:
                fault = -after
                break
            kinds[count] = kind
            starts[count] = pos
            stops[count] = after
            bit = 1 << kind
            if present & bit:
                repeated |= bit
                totals[kind] += 1
            else:
                present |= bit
                totals[kind] = 1
                self.firsts[kind] = count
            count += 1
            kind = 0 if kind == _SIGN else buf[pos]
            pos = after
        self.count = count
        self.present = present
        self.repeated = repeated
        return fault or (TRAILING if pos != length else NONE)

    def check(self, allowed, required):
        """Check the layout of a message type: return a fault (0 for none).

        `allowed` and `required` have bit n set for payload number n. A payload of `required`
        stands exactly once; any other of `allowed` stands as often as its mode's own check lets
        it.
        """
        present = self.present
        if present & ~allowed:
            return BAD_PAYLOAD
        if required & ~present:
            return MISSING_PAYLOAD
        return DUPLICATE_PAYLOAD if required & self.repeated else NONE

    def total(self, kind):
        """Return how many payloads `kind` there are."""
        return self.totals[kind] if self.present >> kind & 1 else 0

    def find(self, kind, after=-1):
        """Return the index of the next payload `kind` behind index `after`, or -1."""
        if not self.present >> kind & 1:
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
