"""Strict base64 (RFC 4648 4): from a line of text into octets of the caller's, with no copy.

The decoders of the two runtimes skip what they do not know; here a character that is no base64 is
an error, and so are a lone last character, padding of the wrong length and pad bits that are not
zero (one message has one text). White space is skipped (a line may have been folded) and padding
may be missing: peers do both.
"""

from mikey.errors import BAD_BASE64, NO_SPACE
from mikey.port import const

_PAD = const(61)  # =


def _digit(c):
    # The value of a base64 digit, -1 for any other octet.
    if 65 <= c <= 90:
        return c - 65
    if 97 <= c <= 122:
        return c - 71
    if 48 <= c <= 57:
        return c + 4
    if c == 43:
        return 62
    return 63 if c == 47 else -1


def decode(text, pos, limit, out):
    """Decode `text[pos:limit]` (bytes-like) into `out`; return the octets, or minus a fault.

    Nothing at all is no base64 either.
    """
    room = len(out)
    n = digits = pads = bits = 0
    for i in range(pos, limit):
        c = text[i]
        if c == 32 or c == 13 or c == 10 or c == 9:
            continue
        if c == _PAD:
            pads += 1
            continue
        value = _digit(c)
        if value < 0 or pads:
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
