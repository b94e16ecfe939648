"""Numbers in network byte order (RFC 3830 6) and runs of octets by position; what callers give."""

from mikey.errors import BAD_ARGUMENT, TRUNCATED, MikeyError

OCTETS = (bytes, bytearray, memoryview)  # what callers may give for octets; see `is_octets`
_PLAIN = (bytes, bytearray)


def is_octets(value):
    """Return True if `value` is bytes, a bytearray or a memoryview of octets in one piece.

    CPython can tell a view of other numbers, or of every second octet, MicroPython cannot.
    """
    if isinstance(value, _PLAIN):
        return True
    try:
        return (
            isinstance(value, memoryview)
            and getattr(value, "format", "B") == "B"
            and getattr(value, "ndim", 1) == 1
            and getattr(value, "c_contiguous", True)
        )
    except ValueError:  # a view that was released
        return False


def u16(buf, pos):
    """Return the 16-bit number at `pos` (int below 65536)."""
    return buf[pos] << 8 | buf[pos + 1]


def length16_end(buf, pos, limit):
    """Return the end of a 16-bit length and its octets at `pos`, or -TRUNCATED."""
    if pos + 2 > limit:
        return -TRUNCATED
    pos += 2 + (buf[pos] << 8 | buf[pos + 1])
    return -TRUNCATED if pos > limit else pos


def same(a, a_pos, b, b_pos, n):
    """Return True if `n` octets of two public fields are equal (not for secrets: stops early)."""
    for i in range(n):
        if a[a_pos + i] != b[b_pos + i]:
            return False
    return True


def is_zero(buf, pos, n):
    """Return True if `n` octets from `pos` are all zero (public fields only)."""
    for i in range(pos, pos + n):
        if buf[i]:
            return False
    return True


def length(message, n):
    """Return how many octets `message[:n]` has (all for `n` None), or -1 for other arguments."""
    if not isinstance(message, _PLAIN) and not is_octets(message):
        return -1
    if n is None:
        return len(message)
    return n if isinstance(n, int) and 0 <= n <= len(message) else -1


def need_octets(value, name):
    """Raise MikeyError(BAD_ARGUMENT) unless `value`, which the caller calls `name`, is octets."""
    if not is_octets(value):
        raise MikeyError(BAD_ARGUMENT, None, name)
