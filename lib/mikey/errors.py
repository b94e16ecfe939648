"""The one exception, and the numbered rules that it can name.

Inside the library a check returns a *fault*: a small integer, 0 for none, which costs no memory;
only the front doors raise. A fault knows the RFC 3830 6.12 error number, a constant reason and the
section whose rule was broken. Nothing of a message, a key or an identity is ever kept in one.
"""

from mikey.port import const

NONE = const(0)
# Error numbers of RFC 3830 table 6.12 that carry more than their number.
INVALID_SP = const(9)
INVALID_SP_PARAM = const(10)

# What arrives is no well-formed message.
TRUNCATED = const(1)
TRAILING = const(2)
TOO_LONG = const(3)
BAD_VERSION = const(4)
BAD_DATA_TYPE = const(5)
BAD_PAYLOAD = const(6)
BAD_ORDER = const(7)
MISSING_PAYLOAD = const(8)
DUPLICATE_PAYLOAD = const(9)
BAD_CS_MAP = const(10)
BAD_PRF = const(11)
BAD_ENCR_ALG = const(12)
BAD_MAC_ALG = const(13)
BAD_KEY_DATA = const(14)
BAD_KEY_TYPE = const(15)
BAD_TS_TYPE = const(16)
BAD_ID = const(17)
BAD_POLICY = const(18)
BAD_POLICY_PARAM = const(19)
DUPLICATE_POLICY = const(20)
UNKNOWN_POLICY = const(21)
POLICY_WITH_EMPTY_MAP = const(22)
BAD_RAND = const(23)
BAD_EXTENSION = const(24)
BAD_DH_GROUP = const(25)
BAD_DH_VALUE = const(26)
BAD_SIGNATURE_FIELD = const(27)
BAD_SAKKE = const(28)
# What arrives is refused.
AUTH_FAILED = const(29)
NULL_ALG = const(30)
MIXED_ALGS = const(31)
NO_KEY = const(32)
WRONG_PEER = const(33)
STALE = const(34)
FUTURE = const(35)
REPLAYED = const(36)
TS_MISMATCH = const(37)
UNKNOWN_CALL = const(38)
CSB_MISMATCH = const(39)
SDP_IDS = const(40)
BAD_KEY_LENGTH = const(41)
PEER_ERROR = const(42)
MAP_MISMATCH = const(43)
SAKKE_FAILED = const(44)
WRONG_PERIOD = const(45)
UNKNOWN_KMS = const(46)
DH_GROUP_MISMATCH = const(47)
# The device or its owner cannot serve.
CLOCK_UNSET = const(48)
ENTROPY = const(49)
STORE = const(50)
WAITING = const(51)
MODE_MISSING = const(52)
BAD_ARGUMENT = const(53)
NO_SPACE = const(54)
BAD_STATE = const(55)
BAD_USER_KEY = const(56)
NO_MIKEY_LINE = const(57)
BAD_BASE64 = const(58)
BAD_REQUEST = const(59)
BAD_KMS = const(60)
BAD_CERT = const(61)

# (RFC 3830 6.12 number, reason, section), in the order of the constants above. An unparseable
# message is 12 there; RFC 4738 3.9.2 has 13 for it, which older peers do not know (decision A19).
_TABLE = (
    (12, "none", ""),
    (12, "truncated", "RFC 3830 5.3"),
    (12, "trailing-octets", "RFC 3830 5.2"),
    (12, "too-long", "RFC 3830 6"),
    (12, "version", "RFC 3830 6.1"),
    (11, "data-type", "RFC 3830 6.1"),
    (12, "payload-type", "RFC 3830 6.1"),
    (12, "payload-order", "RFC 3830 5.3"),
    (12, "missing-payload", "RFC 3830 5.3"),
    (12, "duplicate-payload", "RFC 3830 5.3"),
    (12, "cs-map", "RFC 3830 6.1.1"),
    (2, "prf", "RFC 3830 6.1"),
    (4, "encryption-algorithm", "RFC 3830 6.2"),
    (3, "mac-algorithm", "RFC 3830 6.2"),
    (12, "key-data", "RFC 3830 6.13"),
    (12, "key-type", "RFC 3830 6.13"),
    (1, "timestamp-type", "RFC 3830 6.6"),
    (7, "identity", "RFC 3830 6.7"),
    (9, "security-policy", "RFC 3830 6.10"),
    (10, "policy-parameter", "RFC 3830 6.10.1"),
    (10, "duplicate-policy", "RFC 3830 6.10"),
    (10, "unknown-policy", "RFC 3830 6.1.1"),
    (9, "policy-with-empty-map", "RFC 4563 5"),
    (12, "rand-length", "RFC 3830 6.11"),
    (12, "extension", "RFC 3830 6.15"),
    (6, "dh-group", "RFC 3830 6.4"),
    (6, "dh-value", "RFC 3830 6.4"),
    (0, "signature-field", "RFC 3830 6.5"),
    (12, "sakke-payload", "RFC 6509 4.2"),
    (0, "auth-failure", "RFC 3830 5.3"),
    (0, "null-algorithm", "RFC 3830 4.2.4"),
    (3, "mixed-algorithms", "RFC 6043 12.1"),
    (0, "no-key", "RFC 3830 5.3"),
    (7, "wrong-identity", "RFC 3830 6.7"),
    (1, "stale", "RFC 3830 5.4"),
    (1, "future", "RFC 3830 5.4"),
    (1, "replay", "RFC 3830 5.4"),
    (1, "timestamp-differs", "RFC 3830 5.2"),
    (12, "unknown-call", "RFC 3830 5.3"),
    (12, "csb-differs", "RFC 3830 6.1"),
    (0, "sdp-ids-differ", "RFC 4567 4.1.4"),
    (12, "key-length", "RFC 3830 6.13"),
    (12, "peer-error", "RFC 3830 5.1.2"),
    (12, "cs-map-differs", "RFC 3830 3.1"),
    (12, "sakke-failure", "RFC 6508 6.2.2"),
    (12, "wrong-key-period", "RFC 6509 3.3"),
    (7, "unknown-kms", "RFC 6509 2.2.1"),
    (6, "dh-group-differs", "RFC 3830 6.4"),
    (12, "clock-not-set", "RFC 3830 5.4"),
    (12, "entropy-failure", "RFC 3830 4.2.2"),
    (12, "store-failure", "RFC 3830 5.4"),
    (1, "waiting-after-lost-state", "RFC 3830 5.4"),
    (12, "mode-not-installed", "RFC 3830 3"),
    (12, "bad-argument", "RFC 3830 5.1"),
    (12, "no-space", "RFC 3830 5.1"),
    (12, "wrong-state", "RFC 3830 5.2"),
    (12, "bad-user-key", "RFC 6508 6.1.2"),
    (12, "no-mikey-attribute", "RFC 4567 3"),
    (12, "base64", "RFC 4567 3"),
    (12, "bad-request", "console protocol"),
    (12, "bad-kms-key", "RFC 6509 2.1"),
    (8, "certificate", "RFC 3830 6.7"),
)


def code(fault):
    """Return the RFC 3830 6.12 error number of a `fault` (int)."""
    return _TABLE[fault][0]


class MikeyError(Exception):
    """What every front door raises, and the only thing.

    `fault` is the number of the rule (int, this module's constants), `code` the RFC 3830 6.12
    error number (int), `reason` a constant word (str), `section` the rule (str), `reply` the ERR
    message to send back (bytes) or None. `detail` names an argument of the caller's own, never a
    value (str or None).
    """

    def __init__(self, fault, reply=None, detail=None):
        row = _TABLE[fault]
        self.fault = fault
        self.code = row[0]
        self.reason = row[1]
        self.section = row[2]
        self.reply = reply
        self.detail = detail
        text = row[1] + " (" + row[2] + ")"
        super().__init__(text if detail is None else text + ": " + detail)


def no_space(spare):
    """Return a MikeyError(NO_SPACE): a new one, or `spare`, made ahead, where memory is out."""
    try:
        return MikeyError(NO_SPACE)
    except MemoryError:
        return spare


def check(fault, detail=None):
    """Raise MikeyError for a `fault` other than NONE (int)."""
    if fault:
        raise MikeyError(fault, None, detail)
