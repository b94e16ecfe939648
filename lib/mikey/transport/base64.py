"""Strict base64 (RFC 4648 4): from a line of text into octets of the caller's, with no copy.

The decoders of the two runtimes skip what they do not know; here a character that is no base64 is
an error, and so are a lone last character, padding of the wrong length and pad bits that are not
zero (one message has one text). White space is skipped (a line may have been folded) and padding
may be missing: peers do both.
"""

from mikey.errors import BAD_BASE64, NO_SPACE
from mikey.port import const

_PAD = const(61)  # =
_FIRST = const(43)  # +

# The value of each character from + to z; 255 where it is no digit.
_VALUES = (
    b"\x3e\xff\xff\xff\x3f\x34\x35\x36\x37\x38\x39\x3a\x3b\x3c\x3d\xff\xff\xff\xff\xff"
    b"\xff\xff\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10\x11"
    b"\x12\x13\x14\x15\x16\x17\x18\x19\xff\xff\xff\xff\xff\xff\x1a\x1b\x1c\x1d\x1e\x1f"
    b"\x20\x21\x22\x23\x24\x25\x26\x27\x28\x29\x2a\x2b\x2c\x2d\x2e\x2f\x30\x31\x32\x33"
)
_NO_DIGIT = const(255)


def decode(text, pos, limit, out):
    """Decode `text[pos:limit]` (bytes-like) into `out`; return the octets, or minus a fault.

    Nothing at all is no base64 either.
    """
    room = len(out)
    values = _VALUES
    n = digits = pads = bits = 0
    for i in range(pos, limit):
        c = text[i]
        if c == 32 or c == 13 or c == 10 or c == 9:
            continue
        if c == _PAD:
            pads += 1
            continue
        c -= _FIRST
        value = values[c] if 0 <= c < 80 else _NO_DIGIT
        if value == _NO_DIGIT or pads:
            return -BAD_BASE64
        bits = (bits << 6 | value) & 0xFFFF
        digits += 1
        have = digits & 3
        if have != 1:
            if n == room:
                return -NO_SPACE
            # After the second, third and fourth digit 4, 2 and 0 bits belong to the next octet.
            left = -2 * have & 7
            out[n] = bits >> left & 255
            bits &= (1 << left) - 1
            n += 1
    have = digits & 3
    if have == 1 or bits or not digits or (pads and pads != -digits & 3):
        return -BAD_BASE64
    return n
