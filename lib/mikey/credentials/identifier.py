"""Identifiers of MIKEY-SAKKE: a key period and an identity as octets.

ID scheme 1 (RFC 6509 3.2): b"YYYY-MM\\0tel:+digits\\0", the month taken from the T payload. ID
scheme 2: the hashed UID of 3GPP TS 33.180 F.2.1. NTP seconds stay octets: they do not fit
MicroPython's small ints. Seconds with the top bit clear belong to era 1, from 2036-02-07
(RFC 4330 3).
"""

from mikey.crypto.hash import sha256
from mikey.port import const

_MOST = const(255)  # octets of a URI
_SPELLED = const(64)  # octets of a number with separators or percent encodings, and how many
_ENCODINGS = const(8)  # of the latter


def normalise(uri):
    """Return a `tel` URI in its only form, b"tel:+" and digits, or None when it has none.

    `uri`: octets, at most 255. Scheme in lower case, visual separators dropped (RFC 3966 3,
    5.1.1), encoded unreserved characters decoded (RFC 3986 6.2.2): in a number of at most 64
    octets, 8 of them encoded. Local numbers, parameters and all else are refused (RFC 6509 3.2).
    """
    if len(uri) > _MOST:
        return None
    uri = bytes(uri)
    if uri[:4].lower() != b"tel:" or uri[4:5] != b"+":
        return None
    digits = uri[5:]
    if len(digits) > _SPELLED and not digits.isdigit():
        return None
    if b"%" in digits:
        digits = _decoded(digits)
    for separator in (b"-", b".", b"(", b")"):
        if separator in digits:
            digits = digits.replace(separator, b"")
    return b"tel:+" + digits if digits.isdigit() else None


def _decoded(text):
    """Return octets with their percent encodings decoded; b"" where one is of no character that
    is unreserved and may stand in a number, or there are more than 8.
    """
    if text.count(b"%") > _ENCODINGS:
        return b""
    parts = text.split(b"%")
    out = bytearray(parts[0])
    for i in range(1, len(parts)):
        part = parts[i]
        if len(part) < 2:
            return b""
        c = part[1]
        if part[0] == 0x33 and 0x30 <= c <= 0x39:
            out.append(c)
        elif part[0] != 0x32 or not 0x64 <= c | 0x20 <= 0x65:  # - or .
            return b""
        if len(part) > 2:
            out.extend(memoryview(part)[2:])
    return bytes(out)


def _civil(ts):
    """Return (year, month, day) of NTP-UTC octets `ts`; only the first four are read."""
    # 86400 s = 675 * 128 s; 693901 days lie between 0000-03-01 and 1900-01-01
    v = ts[0] << 17 | ts[1] << 9 | ts[2] << 1 | ts[3] >> 7
    if not ts[0] & 0x80:
        v += 1 << 25
    days = v // 675 + 693901
    era, doe = divmod(days, 146097)
    yoe = (doe - doe // 1460 + doe // 36524 - doe // 146096) // 365
    doy = doe - (365 * yoe + yoe // 4 - yoe // 100)
    mp = (5 * doy + 2) // 153
    month = mp + 3 if mp < 10 else mp - 9
    return yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) // 5 + 1


def _period(months):
    """Return b"YYYY-MM" of a count of months since year 0."""
    year, month = divmod(months, 12)
    month += 1
    out = bytearray(b"0000-00")
    for i in (3, 2, 1, 0):
        out[i] = 48 + year % 10
        year //= 10
    out[5] = 48 + month // 10
    out[6] = 48 + month % 10
    return bytes(out)


def period(ts, step=0):
    """Return the key period b"YYYY-MM" of NTP-UTC octets (8), or the `step`-th after it."""
    year, month, _ = _civil(ts)
    return _period(year * 12 + month - 1 + step)


def in_force(name, now):
    """Say whether keys of the period b"YYYY-MM" may receive at `now`, NTP-UTC octets.

    The month itself, the second-to-last and the last day before it, the first and the second
    day after it (RFC 6509 3.3).
    """
    year, month, day = _civil(now)
    count = year * 12 + month - 1
    if name == _period(count):
        return True
    if day <= 2:
        return name == _period(count - 1)
    if day < 27:
        return False
    days = 31 - (month in (4, 6, 9, 11))
    if month == 2:
        days = 29 if not year % 4 and (year % 100 or not year % 400) else 28
    return day >= days - 1 and name == _period(count + 1)


def expired(name, now, spare=0):
    """Return True if keys of the period b"YYYY-MM" are of no use any more at `now`.

    `spare` periods before the present one do not count as expired.
    """
    return name < period(now, -spare) and not in_force(name, now)


def identifier(name, uri):
    """Return the identifier of a period b"YYYY-MM" and a normalised URI (RFC 6509 3.2)."""
    return name + b"\0" + uri + b"\0"


def mcx_period(ts, length, offset=0):
    """Return the number of the key period (int) of NTP-UTC octets; `length`, `offset` in seconds.

    TS 33.180 F.2.1: whole periods since the offset from 1900-01-01.
    """
    seconds = int.from_bytes(ts[:4], "big")
    if not ts[0] & 0x80:
        seconds += 1 << 32
    return (seconds - offset) // length


def mcx_uid(user, kms, length, offset, number):
    """Return the UID (32 octets) of a user URI and a KMS URI, octets (TS 33.180 F.2.1).

    `length`, `offset`: seconds of the key period and its offset; `number`: from `mcx_period`.
    """
    h = sha256(b"\0")
    for part in (b"MIKEY-SAKKE-UID", user, kms, _short(length), _short(offset), _short(number)):
        h.update(part)
        h.update(bytes((len(part) >> 8, len(part) & 255)))
    return h.digest()


def _short(number):
    """Return the shortest big-endian octets of an int, one null octet for zero."""
    n = 1
    while number >> (8 * n):
        n += 1
    return number.to_bytes(n, "big")
