"""Key derivation: the PRFs of MIKEY and the labels of RFC 3830 4.1.3 and 4.1.4 that they take.

PRF func 0 is MIKEY-1 (RFC 3830 4.1.2), 1 is PRF-HMAC-SHA-256 (RFC 6043 6.1). Both cut the key in
blocks of 256 bits; they differ in the HMAC and so in the octets of output a round gives (20, 32).

`derive(func, key, label, out)` fills `out` with the output of PRF `func` on `key` and `label`.
`key`: bytes-like, 1 octet or more. `label`: bytes-like. `out`: bytearray or memoryview of any
length, which must not overlap the others. ValueError on another `func` or an empty key.
"""

from mikey.crypto.kernel import kernel
from mikey.port import const

if kernel:
    derive = kernel.prf
else:
    from mikey.crypto.soft.hash import derive

MIKEY_1 = const(0)
HMAC_SHA256 = const(1)

# From a TGK, per crypto session (RFC 3830 4.1.3).
TEK = b"\x2a\xd0\x1c\x64"
CS_AUTH = b"\x1b\x5c\x79\x73"
CS_ENCR = b"\x15\x79\x8c\xef"
CS_SALT = b"\x39\xa2\xc1\x4b"
# From a pre-shared or envelope key, per message (RFC 3830 4.1.4).
MSG_ENCR = b"\x15\x05\x33\xe1"
MSG_AUTH = b"\x2d\x22\xac\x75"
MSG_SALT = b"\x29\xb8\x89\x16"


class Label:
    """The label constant || cs_id || csb_id || RAND of one CSB, filled in place for each key."""

    def __init__(self, func, csb, rand):
        """`func` is the PRF func of the HDR, `csb` the CSB ID (4 octets), `rand` the RAND."""
        self.func = func
        self._octets = bytearray(9 + len(rand))
        self._octets[5:9] = csb
        self._octets[9:] = rand

    def session_key(self, constant, cs_id, tgk, out):
        """Fill `out` (bytearray or memoryview) with a key of crypto session `cs_id` from `tgk`."""
        label = self._octets
        label[0:4] = constant
        label[4] = cs_id
        derive(self.func, tgk, label, out)

    def message_key(self, constant, psk, out):
        """Fill `out` with a key that protects this exchange's messages, from `psk`."""
        self.session_key(constant, 255, psk, out)
