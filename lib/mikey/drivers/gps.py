"""Time from a GPS receiver: the RMC sentence of NMEA 0183, without I/O of its own.

    if rmc(uart.readline(), now):
        clock.set(now, TRUSTED)

GPS can be forged by radio: whether it deserves TRUSTED is for the owner of the device to say.
"""

from mikey.drivers import ntp
from mikey.port import const

# 2026 to 2079: others come from a GPS week roll-over or, as 1980, from a receiver without fix.
_FIRST_YEAR = const(26)
_LAST_YEAR = const(79)
_MONTHS = b"\x1f\x1c\x1f\x1e\x1f\x1e\x1f\x1f\x1e\x1f\x1e\x1f"


def rmc(line, now):
    """Write the time of an RMC sentence (octets, "$GPRMC,…*hh") into `now` (8 octets, NTP-UTC).

    Return False, with `now` untouched, for any other sentence, a wrong checksum, a receiver
    without a fix (status V) or an impossible date.
    """
    line = bytes(line).strip()
    if len(line) < 12 or line[:1] != b"$" or line[3:6] != b"RMC" or line[-3:-2] != b"*":
        return False
    check = 0
    for octet in line[1:-3]:
        check ^= octet
    if b"%02X" % check != line[-2:].upper():
        return False
    fields = line[:-3].split(b",")
    if len(fields) < 10 or fields[2] != b"A":
        return False
    clock, date = fields[1], fields[9]
    if len(clock) < 6 or len(date) != 6 or not (clock[:6] + date).isdigit():
        return False
    hour, minute, second = int(clock[:2]), int(clock[2:4]), int(clock[4:6])
    day, month, year = int(date[:2]), int(date[2:4]), int(date[4:])
    days = _days(year, month, day)
    if days < 0 or hour > 23 or minute > 59 or second > 60:
        return False
    ms = 0
    fraction = clock[7:10]
    if fraction.isdigit():
        ms = int(fraction) * (1000 // 10 ** len(fraction))
    ntp.from_epoch(now, days * 86400 + (hour * 60 + minute) * 60 + second, ms, ntp.EPOCH_2000)
    return True


def _days(year, month, day):
    """Return the days from 2000-01-01 to a date of 20`year`, or -1 when there is no such date."""
    if not _FIRST_YEAR <= year <= _LAST_YEAR or not 1 <= month <= 12:
        return -1
    leap = year % 4 == 0
    length = _MONTHS[month - 1] + (1 if leap and month == 2 else 0)
    if not 1 <= day <= length:
        return -1
    days = year * 365 + (year + 3) // 4 + day - 1
    for i in range(month - 1):
        days += _MONTHS[i]
    return days + (1 if leap and month > 2 else 0)
