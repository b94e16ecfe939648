"""SRTP policies by name: the parameters of an SP payload that stand for a suite.

Names as in RFC 4568 6.2, RFC 6188 and RFC 7714. A policy travels through the library as its encoded
parameters (type, length, value …; RFC 3830 6.10.1); b"" is SRTP's default.
"""

from mikey.wire import policy as _sp

SUITES = {
    "AES_CM_128_HMAC_SHA1_80": b"\x00\x01\x01\x01\x01\x10\x02\x01\x01\x03\x01\x14\x04\x01\x0e\x0b\x01\x0a",
    "AES_CM_128_HMAC_SHA1_32": b"\x00\x01\x01\x01\x01\x10\x02\x01\x01\x03\x01\x14\x04\x01\x0e\x0b\x01\x04",
    "AES_256_CM_HMAC_SHA1_80": b"\x00\x01\x01\x01\x01\x20\x02\x01\x01\x03\x01\x14\x04\x01\x0e\x0b\x01\x0a",
    "AES_256_CM_HMAC_SHA1_32": b"\x00\x01\x01\x01\x01\x20\x02\x01\x01\x03\x01\x14\x04\x01\x0e\x0b\x01\x04",
    "AEAD_AES_128_GCM": b"\x00\x01\x06\x01\x01\x10\x04\x01\x0c\x14\x01\x10",
    "AEAD_AES_256_GCM": b"\x00\x01\x06\x01\x01\x20\x04\x01\x0c\x14\x01\x10",
    "NULL_HMAC_SHA1_80": b"\x00\x01\x00\x02\x01\x01\x03\x01\x14\x0b\x01\x0a",
}
DEFAULT = "AES_CM_128_HMAC_SHA1_80"


def encode(params):
    """Return the SP parameters (bytes) of a dict {type: value}, in ascending order of type.

    ROC transmission rate (13) takes two octets, a key derivation rate (6) as many as it needs,
    every other one. MikeyError is left to the check of what comes out (`wire.policy.fault`).
    """
    out = bytearray()
    for kind in sorted(params):
        number = params[kind]
        size = 2 if kind == _sp.ROC_RATE else 1
        while number >> 8 * size:
            size += 1
        out.append(kind)
        out.append(size)
        while size:
            size -= 1
            out.append(number >> 8 * size & 255)
    return bytes(out)


def decode(octets):
    """Return the SP parameters as a dict {type: value}."""
    params = {}
    pos = 0
    while pos < len(octets):
        params[octets[pos]] = _sp.value(octets, pos, len(octets), octets[pos], 0)
        pos += 2 + octets[pos + 1]
    return params


def name(octets):
    """Return the suite's name for libsrtp and SDES (str), or None where no name fits."""
    n = len(octets)
    cipher = _sp.value(octets, 0, n, _sp.ENCR_ALG, _sp.AES_CM)
    size = _sp.value(octets, 0, n, _sp.ENCR_KEY_LEN, 16)
    for title in SUITES:
        other = SUITES[title]
        m = len(other)
        if cipher != _sp.value(other, 0, m, _sp.ENCR_ALG, 1):
            continue
        if size != _sp.value(other, 0, m, _sp.ENCR_KEY_LEN, 16):
            continue
        if cipher == _sp.AES_GCM or (
            _sp.value(octets, 0, n, _sp.TAG_LEN, 10) == _sp.value(other, 0, m, _sp.TAG_LEN, 10)
            and _sp.value(octets, 0, n, _sp.AUTH_ALG, 1) == 1
        ):
            return title
    return None
