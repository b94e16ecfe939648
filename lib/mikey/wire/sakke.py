"""SAKKE (RFC 6509 4.2): Next payload, SAKKE params, ID scheme, SAKKE data length, SAKKE data."""

from mikey.port import const
from mikey.wire.octets import u16

TYPE = const(26)
PARAMETER_SET_1 = const(1)
TEL_MONTHLY = const(1)  # 'tel' URI with monthly keys, RFC 6509 3.2
MCX_HASHED = const(2)  # 3GPP MCX hashed UID, TS 33.180 E.5

_DATA = const(5)


def params(buf, pos):
    """Return the SAKKE params."""
    return buf[pos + 1]


def id_scheme(buf, pos):
    """Return the ID scheme."""
    return buf[pos + 2]


def data(pos):
    """Return the position of SAKKE data."""
    return pos + _DATA


def size(buf, pos):
    """Return the SAKKE data length (octets)."""
    return u16(buf, pos + 3)


def write(w, param_set, scheme, octets):
    """Append SAKKE with the Encapsulated Data `octets` (RFC 6508 4)."""
    w.open(TYPE)
    w.u8(param_set)
    w.u8(scheme)
    w.field16(octets)
