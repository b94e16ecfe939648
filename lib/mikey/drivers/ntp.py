"""Arithmetic on 64-bit NTP times kept as octets, in either era, without integers above 2^30.

An NTP time is 8 octets, big endian: seconds since 1900-01-01 modulo 2^32 and a binary fraction
(RFC 3830 6.6, RFC 5905 6). The seconds roll over on 2036-02-07; two times are compared modulo
2^32, which is right whenever they lie less than 68 years apart.
"""

from mikey.port import const

# NTP seconds at the epochs that MicroPython's ports count from.
EPOCH_1970 = b"\x83\xaa\x7e\x80"
EPOCH_2000 = b"\xbc\x17\xc2\x00"

_FAR = const(0x20000000)


def seconds_between(a, b):
    """Return a - b (8 octets each) in seconds, rounded down, clipped to +-2^29 (17 years)."""
    fraction = (a[4] << 8 | a[5]) - (b[4] << 8 | b[5])
    if not fraction:
        fraction = (a[6] << 8 | a[7]) - (b[6] << 8 | b[7])
    low = (a[2] << 8 | a[3]) - (b[2] << 8 | b[3])
    if fraction < 0:
        low -= 1
    high = (a[0] << 8 | a[1]) - (b[0] << 8 | b[1])
    if low < 0:
        low += 0x10000
        high -= 1
    high = (high + 0x8000 & 0xFFFF) - 0x8000
    if high >= 0x2000:
        return _FAR
    if high < -0x2000:
        return -_FAR
    return (high << 16) + low


def milliseconds(t):
    """Return the fraction of `t` (8 octets) in milliseconds, 0 to 999, rounded down."""
    return (t[4] << 8 | t[5]) * 1000 >> 16


def add(out, t, seconds, ms):
    """Write t + `seconds` + `ms`/1000 into `out` (8 octets; may be `t`).

    `seconds` is an int of 0 or more, `ms` 0 to 999. Rolls over into the next era.
    """
    scaled = ms << 16
    high = scaled // 1000
    low = (scaled - high * 1000 << 16) // 1000
    low += t[6] << 8 | t[7]
    high += (t[4] << 8 | t[5]) + (low >> 16)
    out[7] = low & 0xFF
    out[6] = low >> 8 & 0xFF
    out[5] = high & 0xFF
    out[4] = high >> 8 & 0xFF
    low = (t[2] << 8 | t[3]) + (seconds & 0xFFFF) + (high >> 16)
    high = (t[0] << 8 | t[1]) + (seconds >> 16) + (low >> 16)
    out[3] = low & 0xFF
    out[2] = low >> 8 & 0xFF
    out[1] = high & 0xFF
    out[0] = high >> 8 & 0xFF


def from_epoch(out, seconds, ms, epoch):
    """Write into `out` (8 octets) the time `seconds` and `ms` after `epoch` (EPOCH_…)."""
    out[0:4] = epoch
    out[4] = out[5] = out[6] = out[7] = 0
    add(out, out, seconds, ms)


def to_epoch(t, epoch):
    """Return the whole seconds from `epoch` (EPOCH_…) to `t` (8 octets), 0 to 2^32 - 1."""
    low = (t[2] << 8 | t[3]) - (epoch[2] << 8 | epoch[3])
    high = (t[0] << 8 | t[1]) - (epoch[0] << 8 | epoch[1])
    if low < 0:
        low += 0x10000
        high -= 1
    return ((high & 0xFFFF) << 16) + low


def port_epoch(gmtime):
    """Return the EPOCH_… of a port, given its `time.gmtime`."""
    return EPOCH_1970 if gmtime(0)[0] == 1970 else EPOCH_2000
