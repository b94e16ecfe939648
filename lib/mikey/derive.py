"""Keys from keys: the labels of RFC 3830 4.1.3 and 4.1.4, and the PRF under them."""

from mikey.crypto import prf

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
        prf.derive(self.func, tgk, label, out)

    def message_key(self, constant, psk, out):
        """Fill `out` with a key that protects this exchange's messages, from `psk`."""
        self.session_key(constant, 255, psk, out)
