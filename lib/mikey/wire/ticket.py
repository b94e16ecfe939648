"""TP (16) and TICKET (17) of MIKEY-TICKET (RFC 6043 6.10), and the numbers in TR and RANDR.

TP and TICKET hold chains of payloads of their own: TP Data and Initiator Data begin with an octet
that names the first payload; the Ticket Data of a MIKEY base ticket begins with THDR (appendix
A.3).
"""

from mikey.errors import TRUNCATED
from mikey.port import const
from mikey.wire.octets import length16_end, u16

_TP = const(16)
_TICKET = const(17)

# TS Role (table 6.9) and RAND Role (table 6.13).
TR_ISSUED = const(1)
TR_START = const(2)
TR_END = const(3)
TR_REKEYING = const(4)
RAND_INITIATOR = const(1)
RAND_RESPONDER = const(2)
RAND_KMS = const(3)

MIKEY_BASE_TICKET = const(1)

# The flags of a Ticket Policy as one number of 12 bits, D the highest.
KMS_GENERATED = const(0x800)  # D
RESOLVE_MANDATORY = const(0x400)  # E
TRANSFER_RESP_SENT = const(0x200)  # F
RANDR_RESPONDER = const(0x100)  # G
RANDR_INITIATOR = const(0x080)  # H
KEY_FORKING = const(0x040)  # I
REUSABLE = const(0x020)  # J
POLICY_CHANGED = const(0x010)  # K
INITIATOR_KEYS = const(0x008)  # L
RESPONDER_KEYS = const(0x004)  # M
INITIATOR_PLAIN = const(0x002)  # N
RESPONDER_PLAIN = const(0x001)  # O

_TP_DATA = const(10)
_THDR_DATA = const(3)


def ticket_type(buf, pos):
    """Return the Ticket Type of TP or TICKET."""
    return u16(buf, pos + 1)


def subtype(buf, pos):
    """Return the Subtype."""
    return buf[pos + 3]


def version(buf, pos):
    """Return the Version of the Subtype."""
    return buf[pos + 4]


def prf(buf, pos):
    """Return the PRF Func for key forking (0..127)."""
    return buf[pos + 5] >> 1


def flags(buf, pos):
    """Return the flags D to O (12 bits, D the highest)."""
    return (buf[pos + 5] & 1) << 11 | buf[pos + 6] << 3 | buf[pos + 7] >> 5


def consistent(bits):
    """Return True if the flags keep the rules of RFC 6043 6.10.

    NOT D implies L, G implies F, G or H, I implies E, K implies D, M implies F.
    """
    if not bits & KMS_GENERATED and (not bits & INITIATOR_KEYS or bits & POLICY_CHANGED):
        return False
    if not bits & TRANSFER_RESP_SENT and bits & (RANDR_RESPONDER | RESPONDER_KEYS):
        return False
    if not bits & (RANDR_RESPONDER | RANDR_INITIATOR):
        return False
    return not bits & KEY_FORKING or bits & RESOLVE_MANDATORY != 0


def tp_data_pos(pos):
    """Return the position of TP Data, whose first octet names its first payload."""
    return pos + _TP_DATA


def tp_data_end(buf, pos):
    """Return the end of TP Data."""
    return pos + _TP_DATA + u16(buf, pos + _TP_DATA - 2)


def ticket_data_pos(buf, pos):
    """Return the position of the Ticket Data of a TICKET; a base ticket has its THDR there."""
    return tp_data_end(buf, pos) + 2


def ticket_data_end(buf, pos):
    """Return the end of the Ticket Data of a TICKET."""
    pos = tp_data_end(buf, pos)
    return pos + 2 + u16(buf, pos)


def initiator_data_pos(buf, pos):
    """Return the position of the Initiator Data of a TICKET, which ends where the payload ends."""
    return ticket_data_end(buf, pos) + 2


def thdr_end(buf, pos, limit):
    """Return the end of the THDR at `pos`, or minus a fault."""
    return length16_end(buf, pos + 1, limit) if pos < limit else -TRUNCATED


def thdr_data_pos(pos):
    """Return the position of THDR Data, which ends where the THDR ends."""
    return pos + _THDR_DATA


def check_base_ticket(message, buf, pos, limit):
    """Check the Ticket Data of a base ticket in `buf[pos:limit]`; return a fault (0 for none).

    `message` is any Message; its index stays as it is.
    """
    after = thdr_end(buf, pos, limit)
    return -after if after < 0 else message.scan(buf, limit, after, buf[pos])


def begin_data(w):
    """Begin TP Data or Initiator Data in the buffer of `w`; payloads follow as in a message."""
    w.start()
    w.link = w.pos
    w.u8(0)


def begin_ticket(w, data):
    """Begin the Ticket Data of a base ticket in the buffer of `w`: THDR with THDR Data `data`."""
    begin_data(w)
    w.field16(data)


def _policy(w, kind, what, sub, ver, prf_func, bits, data):
    w.begin(kind)
    w.u16(what)
    w.u8(sub)
    w.u8(ver)
    w.u8(prf_func << 1 | bits >> 11)
    w.u8(bits >> 3 & 255)
    w.u8((bits & 7) << 5)
    w.field16(data)


def write_tp(w, what, sub, ver, prf_func, bits, data):
    """Append TP: Ticket Type, Subtype, Version, PRF Func (0..127), flags (12 bits) and TP Data."""
    _policy(w, _TP, what, sub, ver, prf_func, bits, data)


def write(w, what, sub, ver, prf_func, bits, data, of_ticket, of_initiator):
    """Append TICKET: as TP, with Ticket Data and Initiator Data (b"" without key forking)."""
    _policy(w, _TICKET, what, sub, ver, prf_func, bits, data)
    w.field16(of_ticket)
    w.field16(of_initiator)
