"""CERT (RFC 3830 6.7): Next payload, Cert Type, Cert len, Cert Data."""

from mikey.port import const

TYPE = const(7)


def cert_type(buf, pos):
    """Return the Cert Type."""
    return buf[pos + 1]


def data(pos):
    """Return the position of Cert Data, which ends where the payload ends."""
    return pos + 4


def write(w, kind, octets):
    """Append CERT of Cert Type `kind` (0 X.509v3, 1 its URL, 2 X.509v3 sign, 3 encr)."""
    w.add16(TYPE, kind, octets)
