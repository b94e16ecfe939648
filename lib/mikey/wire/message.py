"""An index over one received message: which payload stands where (RFC 3830 5.3, 6.1).

`Message.scan` follows the chain of Next payload fields and checks every length on the way, by the
one table of layouts (`wire.payloads`). It allocates nothing: the index is arrays made once.
"""

from array import array

from mikey.errors import (
    BAD_DH_GROUP,
    BAD_KEY_DATA,
    BAD_PAYLOAD,
    BAD_SIGNATURE_FIELD,
    DUPLICATE_PAYLOAD,
    MISSING_PAYLOAD,
    NONE,
    TOO_LONG,
    TRAILING,
    TRUNCATED,
)
from mikey.port import const
from mikey.wire import header, payloads
from mikey.wire.kemac import validity_end
from mikey.wire.octets import length16_end
from mikey.wire.payloads import FORMS, SIZES

# As in `wire.payloads`.
_SIGN = const(4)
_KINDS = const(27)
_HEAD = const(0x0F)
_HOW = const(0x70)
_KEY_IDS = const(0x20)
_FIXED = const(0x30)
_LENGTH8 = const(0x40)
_TYPED = const(0x80)
_MASKED = const(0x50)
_CHAIN = const(0x60)

_DH = const(3)
_SK = const(24)
_ECCPT = const(25)
_MOST_LISTED = const(4)  # key IDs of a message: each is looked for among the keys
_KEY_ID = const(3)  # Type of a General Extension (RFC 4563 4)


class Message:
    """The index of one message. Reused for the next one; holds a reference to the caller's buffer.

    `buf` and `length` are the message; `count` payloads follow the header, payload i being
    `kinds[i]` at `starts[i]:ends[i]`.
    """

    def __init__(self, limit=32, deep=True):
        """`limit` is the largest number of payloads that is accepted (each costs 5 octets).

        `deep` False leaves what stands inside SP, TP and TICKET to those who read them: a
        stranger's message is not to cost more than its index. For the same reason a GENERIC-ID
        map then has at most 32 sessions.
        """
        self._deep = deep
        self.listed = 0  # key IDs in the message (RFC 4563 4), and the positions of their Types
        self.key_ids = array("H", bytes(2 * _MOST_LISTED))
        self.limit = limit
        self.kinds = bytearray(limit)
        self.starts = array("H", bytes(2 * limit + 2))
        self.ends = memoryview(self.starts)[1:]  # a payload ends where the next one starts
        self.totals = bytearray(_KINDS)
        self.firsts = bytearray(_KINDS)
        self.present = 0  # bit n: payload n stands here
        self.repeated = 0  # bit n: more than once
        self.count = 0
        self.length = 0
        self.buf = b""
        self.unjudged = False  # policies are left, of `modes.checks.first_policy_fault`
        self.marks = bytearray(32)  # of `modes.checks.policy_fault` and `modes.preshared`
        self._inner_end = None  # of wire.ibake, once it is needed

    def scan(self, buf, limit, pos=0, kind=0, record=False):
        """Index the message in `buf[0:limit]`; return a fault (0 for none).

        With `pos`: only check the payloads in `buf[pos:limit]`, the first of number `kind`, which
        stand inside a payload. No TP or TICKET does: what arrives must not choose the depth of
        the stack. With `record` such payloads, checked before, are entered into the index.
        """
        # In the order of use: MicroPython's byte code is shortest for the first 16 of a function.
        count = present = form = how = after = n = 0
        room = -1
        kinds = self.kinds
        starts = self.starts
        forms = FORMS
        firsts = self.firsts
        fault = repeated = listed = 0
        if not pos:
            self.buf = buf
            self.length = limit
            pos = header.end(buf, limit, self._deep) if limit < 65536 else -TOO_LONG
            if pos < 0:
                self.count = self.present = self.repeated = self.listed = 0
                return -pos
            kind = buf[2]
            record = True
        if record:
            room = self.limit
        while kind:
            if kind >= _KINDS:
                fault = BAD_PAYLOAD
                break
            if count == room:
                fault = TOO_LONG
                break
            form = forms[kind << 1]
            how = form & _HOW
            after = pos + (form & _HEAD)
            if how < _FIXED:
                if after > limit:
                    fault = TRUNCATED
                    break
                n = after
                after += buf[n - 2] << 8 | buf[n - 1]
                if how and (buf[pos + 1] == _KEY_ID if how == _KEY_IDS else self._deep):
                    if after > limit:
                        fault = TRUNCATED
                        break
                    while n + 1 < after:
                        if how == _KEY_IDS:
                            if listed == _MOST_LISTED:
                                n = -1
                                break
                            if record:
                                self.key_ids[listed] = n
                            listed += 1
                        n += 2 + buf[n + 1]
                    if n != after:
                        fault = forms[kind << 1 | 1]
                        break
            elif how == _LENGTH8:
                if after > limit:
                    fault = TRUNCATED
                    break
                n = buf[after - 1]
                if not n:
                    fault = forms[kind << 1 | 1]
                    break
                after += n
            elif how != _FIXED:
                after = self._special_end(buf, pos, limit, kind, record)
                if after < 0:
                    fault = -after
                    break
            if form >= _TYPED:
                if after >= limit:
                    fault = TRUNCATED
                    break
                n = forms[kind << 1 | 1]
                number = buf[after]
                if number >= SIZES[n + 1]:
                    fault = SIZES[n]
                    break
                after += 1 + SIZES[n + 2 + number]
            if after > limit:
                fault = TRUNCATED
                break
            if record:
                kinds[count] = kind
                starts[count] = pos
                n = 1 << kind
                if present & n:
                    self.totals[kind] = self.totals[kind] + 1 if repeated & n else 2
                    repeated |= n
                else:
                    present |= n
                    firsts[kind] = count
                count += 1
            kind = buf[pos] if kind != _SIGN else 0  # SIGN has no Next payload field
            pos = after
        if record:
            starts[count] = pos
            self.count = count
            self.listed = listed
            self.present = present
            self.repeated = repeated
        return fault or (TRAILING if pos != limit else NONE)

    def _special_end(self, buf, pos, limit, kind, top):
        """Return the end of payload `kind` at `pos`, or minus a fault, for the rarer forms.

        `top` is False where it stands in another payload.
        """
        form = FORMS[kind << 1]
        value = FORMS[kind << 1 | 1]
        how = form & _HOW
        after = pos + (form & _HEAD)
        if how == _MASKED:
            if after > limit:
                return -TRUNCATED
            after += (buf[after - 2] & value) << 8 | buf[after - 1]
            return -BAD_SIGNATURE_FIELD if after > limit and kind == _SIGN else after
        if how == _CHAIN and top:
            return self._chains_end(buf, after, limit, value)
        if kind == _DH:
            if after >= limit:
                return -TRUNCATED
            value = payloads.size(_DH, buf[after])
            if value < 0:
                return -BAD_DH_GROUP
            after += 1 + value
            if after >= limit:
                return -TRUNCATED
            after = validity_end(buf, after + 1, limit, buf[after] & 15)
            return -TRUNCATED if after == -BAD_KEY_DATA else after
        if kind == _SK or kind == _ECCPT:
            if self._inner_end is None:
                try:
                    from mikey.wire.ibake import inner_end
                except ImportError:  # the package of this device leaves it out
                    return -BAD_PAYLOAD
                self._inner_end = inner_end  # type: Any  # an import takes heap, even the second
            return self._inner_end(buf, pos, limit, kind)
        return -BAD_PAYLOAD

    def _chains_end(self, buf, pos, limit, more):
        """Return the end of the TP or, with `more`, TICKET whose TP Data begins at `pos`, or minus
        a fault.

        TP Data and Initiator Data (empty without key forking) are checked; Ticket Data is for the
        one who resolves the ticket, so it counts as octets (RFC 6043 6.10).
        """
        after = length16_end(buf, pos - 2, limit)
        fault = -after if after < 0 else 0
        if self._deep and not fault:
            fault = self.check_chain(buf, pos, after)
        if more and not fault:
            pos = length16_end(buf, after, limit)
            if pos < 0:
                return pos
            after = length16_end(buf, pos, limit)
            if after < 0:
                return after
            if self._deep and after != pos + 2:
                fault = self.check_chain(buf, pos + 2, after)
        return -fault if fault else after

    def check_chain(self, buf, pos, limit):
        """Check the TP Data or Initiator Data in `buf[pos:limit]`: the number of the first
        payload, then payloads. Return a fault (0 for none). The index stays as it is.
        """
        return self.scan(buf, limit, pos + 1, buf[pos]) if pos < limit else TRUNCATED

    def begin(self, buf):
        """Begin the index of a message that is being written into `buf`.

        It holds the header and what `enter` is told; `written` ends it. So what was just written
        need not be parsed.
        """
        self.buf = buf
        self.count = self.present = self.repeated = self.listed = 0

    def enter(self, kind, start, end):
        """Enter a payload that was written; return TOO_LONG where the index is full, else 0."""
        n = self.count
        if n == self.limit:
            return TOO_LONG
        self.kinds[n] = kind
        self.starts[n] = start
        self.ends[n] = end
        if self.present >> kind & 1:
            self.totals[kind] = self.totals[kind] + 1 if self.repeated >> kind & 1 else 2
            self.repeated |= 1 << kind
        else:
            self.present |= 1 << kind
            self.firsts[kind] = n
        self.count = n + 1
        return 0

    def written(self, w):
        """End the index of the message that the Writer `w` wrote; return a fault (0 for none): it
        has no more payloads than `scan` accepts.
        """
        self.length = w.pos
        return TOO_LONG if w.count > self.limit else 0

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
        if self.repeated >> kind & 1:
            return self.totals[kind]
        return self.present >> kind & 1

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
