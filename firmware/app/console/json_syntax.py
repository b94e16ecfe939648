"""Strict JSON syntax (RFC 8259), checked before a runtime's own parser reads a line.

MicroPython's parser takes missing colons, spare commas and lone surrogates, CPython's takes NaN
and UTF-16: behind this check a line means the same everywhere. It works on octets, goes a few
levels deep and takes numbers that any runtime can hold.
"""

from mikey.port import const

_DEPTH = const(8)  # levels of arrays and objects
_DIGITS = const(20)  # characters of a number
_SPACES = b" \t\r\n"
_ESCAPES = b'"\\/bfnrt'
_WORDS = (b"true", b"false", b"null")


def valid(line):
    """Return True if `line` (bytes) is one JSON text."""
    pos = _value(line, _space(line, 0), _DEPTH)
    return pos >= 0 and _space(line, pos) == len(line)


# Each of these returns where its part of the line ends, or -1.


def _space(line, pos):
    while pos < len(line) and line[pos] in _SPACES:
        pos += 1
    return pos


def _at(line, pos):
    return line[pos] if pos < len(line) else 0


def _value(line, pos, depth):
    c = _at(line, pos)
    if c == 0x22:
        return _string(line, pos + 1)
    if c == 0x7B or c == 0x5B:  # { [
        return _inside(line, pos, depth) if depth else -1
    for word in _WORDS:
        if line[pos : pos + len(word)] == word:
            return pos + len(word)
    return _number(line, pos)


def _inside(line, pos, depth):
    """An object or an array, whose first character stands at `pos`."""
    named = line[pos] == 0x7B
    close = line[pos] + 2
    pos = _space(line, pos + 1)
    if _at(line, pos) == close:
        return pos + 1
    while True:
        if named:
            if _at(line, pos) != 0x22:
                return -1
            pos = _string(line, pos + 1)
            if pos < 0:
                return -1
            pos = _space(line, pos)
            if _at(line, pos) != 0x3A:  # :
                return -1
            pos = _space(line, pos + 1)
        pos = _value(line, pos, depth - 1)
        if pos < 0:
            return -1
        pos = _space(line, pos)
        c = _at(line, pos)
        if c == close:
            return pos + 1
        if c != 0x2C:  # ,
            return -1
        pos = _space(line, pos + 1)
    return -1


def _number(line, pos):
    start = pos
    if _at(line, pos) == 0x2D:  # -
        pos += 1
    first = pos
    pos = _digits(line, pos)
    if pos == first or (line[first] == 0x30 and pos > first + 1):
        return -1
    if _at(line, pos) == 0x2E:  # .
        first = pos + 1
        pos = _digits(line, first)
        if pos == first:
            return -1
    if _at(line, pos) | 0x20 == 0x65:  # e E
        pos += 1
        if _at(line, pos) == 0x2B or _at(line, pos) == 0x2D:
            pos += 1
        first = pos
        pos = _digits(line, first)
        if pos == first:
            return -1
    return pos if pos - start <= _DIGITS else -1


def _digits(line, pos):
    while 0x30 <= _at(line, pos) <= 0x39:
        pos += 1
    return pos


def _string(line, pos):
    """The rest of a string behind its first quotation mark."""
    while True:
        end = line.find(b'"', pos)
        if end < 0:
            return -1
        slash = line.find(b"\\", pos, end)
        if not _is_plain(line[pos : end if slash < 0 else slash]):
            return -1
        if slash < 0:
            return end + 1
        pos = _escape(line, slash + 1)
        if pos < 0:
            return -1


def _escape(line, pos):
    c = _at(line, pos)
    if c and c in _ESCAPES:
        return pos + 1
    unit = _unit(line, pos)
    if 0xD800 <= unit < 0xDC00:  # half a character: the other half follows
        pos += 6
        if _at(line, pos - 1) != 0x5C or not 0xDC00 <= _unit(line, pos) < 0xE000:
            return -1
    elif unit < 0 or 0xDC00 <= unit < 0xE000:
        return -1
    return pos + 5


def _unit(line, pos):
    """Return the number that `uXXXX` at `pos` stands for, or -1."""
    if _at(line, pos) != 0x75 or pos + 5 > len(line):
        return -1
    value = 0
    for i in range(pos + 1, pos + 5):
        digit = b"0123456789abcdef".find(bytes((line[i] | 0x20,)))
        if digit < 0 or line[i] < 0x30:
            return -1
        value = value << 4 | digit
    return value


def _is_plain(text):
    """Return True if `text` (bytes) may stand in a string: UTF-8 without control characters."""
    if not text:
        return True
    return min(text) >= 0x20 and (max(text) < 0x80 or _is_utf8(text))


def _is_utf8(text):
    """RFC 3629 4: shortest form, no surrogates."""
    pos = 0
    while pos < len(text):
        c = text[pos]
        pos += 1
        if c < 0x80:
            continue
        more = 1 if 0xC2 <= c < 0xE0 else 2 if 0xE0 <= c < 0xF0 else 3 if 0xF0 <= c < 0xF5 else 0
        low = 0xA0 if c == 0xE0 else 0x90 if c == 0xF0 else 0x80
        high = 0x9F if c == 0xED else 0x8F if c == 0xF4 else 0xBF
        if not more or not low <= _at(text, pos) <= high:
            return False
        for i in range(pos + 1, pos + more):
            if not 0x80 <= _at(text, i) <= 0xBF:
                return False
        pos += more
    return True
