"""SRTP policies by name: the parameters of an SP payload that stand for a suite.

Names as in RFC 4568 6.2, RFC 6188 and RFC 7714. A policy travels through the library as its
encoded parameters (type, length, value …; RFC 3830 6.10.1); b"" is SRTP's default.
"""

from mikey.errors import BAD_ARGUMENT, BAD_POLICY, BAD_POLICY_PARAM, MikeyError, check
from mikey.wire import policy as _sp
from mikey.wire.octets import is_octets


def _parameters(cipher, key_len, salt_len, tag_len):
    """Return encoded SP parameters: AES-GCM (6) has an AEAD tag, the others HMAC-SHA-1."""
    params = bytes((0, 1, cipher, 1, 1, key_len))
    if cipher == 6:
        return params + bytes((4, 1, salt_len, 20, 1, tag_len))
    return params + bytes((2, 1, 1, 3, 1, 20, 4, 1, salt_len, 11, 1, tag_len))


SUITES = {
    "AES_CM_128_HMAC_SHA1_80": _parameters(1, 16, 14, 10),
    "AES_CM_128_HMAC_SHA1_32": _parameters(1, 16, 14, 4),
    "AES_256_CM_HMAC_SHA1_80": _parameters(1, 32, 14, 10),
    "AES_256_CM_HMAC_SHA1_32": _parameters(1, 32, 14, 4),
    "AEAD_AES_128_GCM": _parameters(6, 16, 12, 16),
    "AEAD_AES_256_GCM": _parameters(6, 32, 12, 16),
    "NULL_HMAC_SHA1_80": _parameters(0, 16, 14, 10),
}
DEFAULT = "AES_CM_128_HMAC_SHA1_80"


def encode(params):
    """Return the SP parameters (bytes) of a dict {type: value}, in ascending order of type.

    ROC transmission rate (13) takes two octets, a key derivation rate (6) as many as it needs,
    every other one. MikeyError(BAD_POLICY_PARAM) for what has no octets; the rest is left to the
    check of what comes out (`wire.policy.check`).
    """
    out = bytearray()
    for kind in params:
        number = params[kind]
        if not isinstance(kind, int) or not isinstance(number, int) or not 0 <= kind < 256:
            raise MikeyError(BAD_POLICY_PARAM, None, "policy")
        if number < 0 or number >> 32:
            raise MikeyError(BAD_POLICY_PARAM, None, "policy")
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


def parameters(policy):
    """Return the SP parameters (bytes) for a suite name, a dict or encoded parameters.

    MikeyError for what is no policy.
    """
    if isinstance(policy, str):
        if policy not in SUITES:
            raise MikeyError(BAD_ARGUMENT, None, "policy")
        return SUITES[policy]
    if not isinstance(policy, dict) and not is_octets(policy):
        raise MikeyError(BAD_ARGUMENT, None, "policy")
    params = encode(policy) if isinstance(policy, dict) else bytes(policy)
    # One octet of type and length each: a broken chain is found before it is read.
    pos = 0
    while pos < len(params):
        pos += 2 + (params[pos + 1] if pos + 1 < len(params) else 0)
    if pos != len(params):
        raise MikeyError(BAD_POLICY, None, "policy")
    check(_sp.check(params, 0, len(params)), "policy")
    return params


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
