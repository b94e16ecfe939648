"""Spellings of one identity (RFC 3986 6.2.2): to refuse by, never to accept by."""

from mikey.port import const

_PERCENT = const(0x25)


def alike(known, name, at, end):
    """Return True if `name[at:end]` may be another spelling of the identity `known` (octets).

    Letter case and percent encoding are ignored everywhere (RFC 3986 6.2.2), which calls more
    alike than are the same: to refuse by, never to accept by.
    """
    pos = 0
    stop = len(known)
    while pos < stop and at < end:
        c = _letter(known, pos, stop)
        if c != _letter(name, at, end):
            return False
        pos += 3 if _escape(known, pos, stop) >= 0 else 1
        at += 3 if _escape(name, at, end) >= 0 else 1
    return pos == stop and at == end


def _letter(text, pos, end):
    """Return the octet at `pos`, decoded and in lower case."""
    c = _escape(text, pos, end)
    if c < 0:
        c = text[pos]
    return c | 0x20 if 0x41 <= c <= 0x5A else c


def _escape(text, pos, end):
    """Return the octet that a percent encoding at `pos` stands for, -1 where there is none."""
    if text[pos] != _PERCENT or pos + 3 > end:
        return -1
    value = 0
    for i in (pos + 1, pos + 2):
        c = text[i] | 0x20
        if 0x61 <= c <= 0x66:
            value = value << 4 | c - 0x57
        elif 0x30 <= text[i] <= 0x39:
            value = value << 4 | c - 0x30
        else:
            return -1
    return value
