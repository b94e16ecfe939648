"""IDR, an identity with its role (RFC 6043 6.6, roles 6 and 7 of RFC 6509 4.4).

Next payload, ID role, ID Type, ID len, ID Data.
"""

from mikey.port import const

TYPE = const(14)
INITIATOR = const(1)
RESPONDER = const(2)
KMS = const(3)
PSK = const(4)
APPLICATION = const(5)
KMS_INITIATOR = const(6)
KMS_RESPONDER = const(7)
# TS 33.180 E.7: hashed identifiers in place of the URIs.
UID_INITIATOR = const(8)
UID_RESPONDER = const(9)

_DATA = const(5)


def role(buf, pos):
    """Return the ID role."""
    return buf[pos + 1]


def id_type(buf, pos):
    """Return the ID Type."""
    return buf[pos + 2]


def data(pos):
    """Return the position of ID Data, which ends where the payload ends."""
    return pos + _DATA


def write(w, id_role, kind, octets):
    """Append IDR with role `id_role` and ID Type `kind`."""
    w.open(TYPE)
    w.u8(id_role)
    w.u8(kind)
    w.field16(octets)
