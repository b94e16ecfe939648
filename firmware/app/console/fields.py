"""The fields of console requests: JSON values into octets and back, strictly."""

from binascii import a2b_base64, b2a_base64, hexlify

from mikey import errors
from mikey.errors import MikeyError
from mikey.port import const
from mikey.transport import sdp

_SHOWN = const(64)  # characters of an unknown field's name
_HEX = "0123456789abcdefABCDEF"
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def bad(name):
    """Return the MikeyError for a field `name` that is missing or of a wrong kind."""
    return MikeyError(errors.BAD_REQUEST, None, name)


def only(given, names):
    """Refuse an object (dict) with a field that is not in `names`, by the field's name."""
    first = None  # of several the same on every runtime, whatever the order of its dicts
    for name in given:
        if name not in names:
            name = _joined(name.encode())
            if first is None or name < first:
                first = name
    if first is not None:
        raise bad(first.decode()[:_SHOWN])


def text(request, name, default=None):
    """Return the string field `name` as octets (UTF-8); `default` where it is absent or null."""
    value = request.get(name)
    if value is None:
        if default is None:
            raise bad(name)
        return default
    if not isinstance(value, str) or not value:
        raise bad(name)
    return _joined(value.encode())


def texts(request, name):
    """Return the field `name`, a list of strings, as a list of octets; None where it is absent."""
    value = request.get(name)
    if value is None:
        return None
    if not isinstance(value, list):
        raise bad(name)
    found = []
    for one in value:
        if not isinstance(one, str):
            raise bad(name)
        found.append(_joined(one.encode()))
    return found


def _joined(data):
    """Return UTF-8 where MicroPython read an escaped pair of surrogates as two characters."""
    at = data.find(b"\xed")
    while at >= 0:
        if data[at + 1] >= 0xA0:
            point = (data[at + 1] & 15) << 16 | (data[at + 2] & 63) << 10
            point |= (data[at + 4] & 15) << 6 | data[at + 5] & 63
            data = data[:at] + chr(0x10000 + point).encode() + data[at + 6 :]
        at = data.find(b"\xed", at + 3)
    return data


def octets(request, name, default=None, size=None):
    """Return the hex field `name` as octets; `size` is their number where it is fixed."""
    value = request.get(name)
    if value is None:
        if default is None:
            raise bad(name)
        return default
    if not isinstance(value, str) or len(value) & 1:
        raise bad(name)
    for digit in value:
        if digit not in _HEX:
            raise bad(name)
    data = bytes.fromhex(value)
    if size is not None and len(data) != size:
        raise bad(name)
    return data


def number(request, name, low, high, default=None):
    """Return the whole-number field `name`, from `low` to `high`."""
    value = request.get(name)
    if value is None:
        if default is None:
            raise bad(name)
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise bad(name)
    return value


def flag(request, name, default):
    """Return the boolean field `name`."""
    value = request.get(name)
    if value is None:
        return default
    if value is not True and value is not False:
        raise bad(name)
    return value


def has_message(request):
    """Return True if a request has a message in any form."""
    for name in ("message", "line", "header"):
        if request.get(name) is not None:
            return True
    return False


def message(request, out, names="message, line or header"):
    """Decode `message` (base64), `line` (SDP) or `header` (RTSP) into `out`; return its octets.

    A request has exactly one of them, which `names` says when it has not. `out` is a bytearray or
    a memoryview of one.
    """
    found = None
    for name in ("message", "line", "header"):
        if request.get(name) is not None:
            if found is not None:
                raise bad(names)
            found = name
    if found is None:
        raise bad(names)
    coded = request[found]
    if not isinstance(coded, str):
        raise bad(found)
    if found == "message":
        return _base64(coded, out)
    try:
        if found == "line":
            return sdp.read_line(coded, out)
        from mikey.transport import rtsp

        return rtsp.read(coded, out)
    except MikeyError as error:
        fault = error.fault
    # A message that is too long is one in every form.
    raise MikeyError(errors.TOO_LONG if fault == errors.NO_SPACE else fault)


def _base64(coded, out):
    if len(coded) % 4 or not coded:
        raise MikeyError(errors.BAD_BASE64 if coded else errors.TRUNCATED)
    body = coded.rstrip("=")
    if len(coded) - len(body) > 2:
        raise MikeyError(errors.BAD_BASE64)
    for char in body:
        if char not in _BASE64:
            raise MikeyError(errors.BAD_BASE64)
    data = a2b_base64(coded)
    if len(data) > len(out):
        raise MikeyError(errors.TOO_LONG)
    out[: len(data)] = data
    return len(data)


def protocols(request):
    """Return the field `sdp_ids` (a list of protocols, or them joined by ;) as octets, or None."""
    value = request.get("sdp_ids")
    if value is None:
        return None
    if isinstance(value, str):
        value = value.split(";")
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise bad("sdp_ids")
    return sdp.ids(value)


def policy(value):
    """Return a policy field for `offer`: a suite name, or SP parameters {"type": value}."""
    if not isinstance(value, dict):
        return value if value is None or isinstance(value, str) else _bad_policy()
    only(value, [kind for kind in value if _is_octet(kind)])
    params = {}
    for kind in sorted(value):
        params[int(kind)] = number(value, kind, 0, 0xFFFFFFF)
    return params


def _is_octet(kind):
    """Return True if a string is a number from 0 to 255, written in one way."""
    return 0 < len(kind) < 4 and not kind.strip("0123456789") and (
        int(kind) < 256 and str(int(kind)) == kind
    )


def _bad_policy():
    raise bad("policy")


def to_hex(data):
    """Return octets as a hex string; None stays None."""
    return None if data is None else hexlify(data).decode()


def to_base64(data):
    """Return octets in base64; None stays None."""
    return None if data is None else b2a_base64(data).decode().rstrip()
