"""Spellings of one identity (RFC 3986 6.2.2): to refuse by, never to accept by."""

from mikey.port import const

_PERCENT = const(0x25)
_ENCODINGS = const(16)

# The value of each character from 0 to f as a hexadecimal digit; 255 where it is none.
_VALUES = (
    b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\xff\xff\xff\xff\xff\xff\xff\xff\xff"
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x0a\x0b\x0c\x0d\x0e\x0f"
)


def spelling(name):
    """Return an identity (octets) in lower case, its percent encodings decoded (RFC 3986 6.2.2);
    None for one of more than 16 of them.

    That calls more names alike than are the same: to refuse by, never to accept by.
    """
    name = bytes(name).lower()
    if b"%" not in name:
        return name
    if name.count(b"%") > _ENCODINGS:
        return None
    values = _VALUES
    parts = name.split(b"%")
    made = bytearray(parts[0])
    for i in range(1, len(parts)):
        part = parts[i]
        c = 256
        if len(part) > 1 and 0 <= part[0] - 48 < 55 and 0 <= part[1] - 48 < 55:
            c = values[part[0] - 48] << 4 | values[part[1] - 48]
        if c < 256:
            made.append(c)
            part = part[2:]
        else:
            made.append(_PERCENT)
        if part:
            made.extend(part)
    return bytes(made).lower()
