"""HDR, the common header, and its three maps of crypto sessions.

RFC 3830 6.1 and 6.1.1 (SRTP-ID), RFC 4563 5 (empty map), RFC 6043 6.1.1 (GENERIC-ID).
"""

from mikey.errors import BAD_CS_MAP, BAD_VERSION, TOO_LONG, TRUNCATED
from mikey.port import const

VERSION = const(1)

# Data types: RFC 3830 table 6.1.a; 7 and 8 RFC 4650 4.1; 26 RFC 6509 4.1.
PSK_INIT = const(0)
PSK_RESP = const(1)
ERROR = const(6)
DHHMAC_INIT = const(7)
DHHMAC_RESP = const(8)
SAKKE_INIT = const(26)

SRTP_ID = const(0)
EMPTY_MAP = const(1)
GENERIC_ID = const(2)

_CSB_ID = const(4)
_COUNT = const(8)
_MAP = const(10)  # position of CS ID map info
_ENTRY = const(9)  # Policy no, SSRC, ROC

MOST_GENERIC = const(32)  # sessions of a GENERIC-ID map that a handset takes: each is read


def end(buf, limit, deep=True):
    """Return where the header that starts at 0 ends, or minus a fault.

    Unless `deep` a GENERIC-ID map has at most MOST_GENERIC sessions.
    """
    if limit < _MAP:
        return -TRUNCATED
    if buf[0] != VERSION:
        return -BAD_VERSION
    count = buf[_COUNT]
    kind = buf[9]
    pos = _MAP
    if kind == SRTP_ID:
        pos += _ENTRY * count
    elif kind == GENERIC_ID:
        if not deep and count > MOST_GENERIC:
            return -TOO_LONG
        # `generic_end` written out, for a peer chooses how many there are; it names the fault.
        for _ in range(count):
            after = pos + 5
            if after > limit:
                return -TRUNCATED
            flags = buf[pos + 2]
            after += flags & 127
            if after >= limit:
                return generic_end(buf, pos, limit)
            n = buf[after - 1]
            if n or buf[after - 2]:
                n |= buf[after - 2] << 8
                after += n
                if after >= limit or (n != (4 if flags < 128 else 10) and not buf[pos + 1]):
                    return generic_end(buf, pos, limit)
            pos = after + 1 + buf[after]
    elif kind != EMPTY_MAP:
        return -BAD_CS_MAP
    return -TRUNCATED if pos > limit else pos


def generic_end(buf, pos, limit):
    """Return the end of the GENERIC-ID entry at `pos`, or minus a fault.

    CS ID, Prot type, S|#P, policies, 16-bit length and session data, 8-bit length and SPI. SRTP
    session data is SSRC (4), with S also ROC (4) and SEQ (2); it may be absent.
    """
    if pos + 5 > limit:
        return -TRUNCATED
    flags = buf[pos + 2]
    srtp = buf[pos + 1] == 0
    pos += 3 + (flags & 127)
    if pos + 2 > limit:
        return -TRUNCATED
    n = buf[pos] << 8 | buf[pos + 1]
    if srtp and n and n != (10 if flags & 128 else 4):
        return -BAD_CS_MAP
    pos += 2 + n
    if pos >= limit:
        return -TRUNCATED
    pos += 1 + buf[pos]
    return -TRUNCATED if pos > limit else pos


def data_type(buf):
    """Return the data type (0..255)."""
    return buf[1]


def v_flag(buf):
    """Return 1 where the initiator asks for an answer, else 0."""
    return buf[3] >> 7


def prf(buf):
    """Return the PRF func (0..127)."""
    return buf[3] & 127


def count(buf):
    """Return #CS, the number of crypto sessions (0..255)."""
    return buf[_COUNT]


def map_type(buf):
    """Return the CS ID map type."""
    return buf[9]


def copy_csb_id(buf, out):
    """Copy the CSB ID (4 octets) of the message into `out`."""
    for i in range(4):
        out[i] = buf[_CSB_ID + i]


class Entry:
    """One crypto session as a map describes it. Positions point into the message; -1 is absent.

    `cs_id`, `prot` (0 = SRTP), `policy` (first policy number, -1 none), `policies` (#P), `ssrc`,
    `roc`, `seq`, `spi` (positions) and `spi_len` (octets).
    """

    def __init__(self):
        self.cs_id = self.prot = self.policies = self.spi_len = 0
        self.policy = self.ssrc = self.roc = self.seq = self.spi = -1

    def read(self, buf, pos, kind, index):
        """Read the entry at `pos` of a checked header and return where the next one starts.

        The i-th SRTP-ID entry has CS ID i, counted from 1 (RFC 3830 6.1.1 note); `index` counts
        from 0.
        """
        self.seq = self.spi = -1
        self.spi_len = 0
        if kind == SRTP_ID:
            self.cs_id = index + 1
            self.prot = 0
            self.policies = 1
            self.policy = buf[pos]
            self.ssrc = pos + 1
            self.roc = pos + 5
            return pos + _ENTRY
        self.cs_id = buf[pos]
        self.prot = buf[pos + 1]
        self.policies = buf[pos + 2] & 127
        self.policy = buf[pos + 3] if self.policies else -1
        pos += 3 + self.policies
        n = buf[pos] << 8 | buf[pos + 1]
        pos += 2
        self.ssrc = pos if n >= 4 else -1
        self.roc = pos + 4 if n == 10 else -1
        self.seq = pos + 8 if n == 10 else -1
        pos += n
        self.spi_len = buf[pos]
        self.spi = pos + 1 if self.spi_len else -1
        return pos + 1 + self.spi_len


FIRST_ENTRY = _MAP


def write(w, kind, v, prf_func, csb, cs_count, map_kind):
    """Begin a message: HDR without its map entries, which follow with `srtp_entry` or
    `generic_entry`.

    `kind` is the data type, `v` 0 or 1, `csb` the CSB ID (4 octets), `cs_count` #CS (0..255).
    """
    w.start()
    if w.reserve(_MAP) == 0:
        buf = w.buf
        buf[0] = VERSION
        buf[1] = kind
        buf[2] = 0
        buf[3] = v << 7 | prf_func
        w.put(4, csb)
        buf[8] = cs_count
        buf[9] = map_kind
        w.link = 2


def write_answer(w, kind, buf, end):
    """Begin the answer of data type `kind` to the message in `buf` whose header ends at `end`.

    Version, PRF func, CSB ID and the map are the initiator's; V is 0 (RFC 3830 6.1).
    """
    w.start()
    w.octets(memoryview(buf)[:end])
    if not w.full:
        w.buf[1] = kind
        w.buf[3] &= 127
        w.link = 2


def ssrc_pos(cs_id):
    """Return the position of the SSRC of SRTP-ID entry `cs_id` (from 1) in a message."""
    return _MAP + _ENTRY * cs_id - 8


def srtp_entry(w, policy, ssrc, roc):
    """Append one SRTP-ID entry: policy number, SSRC and ROC (4 octets each)."""
    pos = w.reserve(_ENTRY)
    if pos >= 0:
        w.buf[pos] = policy
        w.put(pos + 1, ssrc)
        w.put(pos + 5, roc)


def generic_entry(w, cs_id, policies, ssrc, roc, seq, spi):
    """Append one GENERIC-ID entry for SRTP (RFC 6043 6.1.1).

    `policies` are the policy numbers (bytes); `ssrc` is 4 octets or b""; with `roc` (4) and `seq`
    (2) the S flag is set; `spi` is up to 255 octets.
    """
    full = len(roc) == 4 and len(ssrc) == 4
    w.u8(cs_id)
    w.u8(0)
    w.u8((128 if full else 0) | len(policies))
    w.octets(policies)
    w.u16(10 if full else len(ssrc))
    w.octets(ssrc)
    if full:
        w.octets(roc)
        w.octets(seq)
    w.u8(len(spi))
    w.octets(spi)
