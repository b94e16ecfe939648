"""A stream: one crypto session under one key, as SRTP needs it (RFC 3830 4.1.3)."""

from mikey.crypto.hash import wipe
from mikey.port import const
from mikey.wire.octets import is_zero, same

SSRC = const(0)  # where `put` copies to
ROC = const(4)
_TEK = const(8)


class Stream:
    """One crypto session under one key: what SRTP needs.

    `cs` is the CS ID (int), `policy` the SP parameters (bytes, b"" is SRTP's default; see
    `mikey.srtp`), `mki` the MKI/SPI (bytes) or None, `valid` a pair (from, to) of bytes or None.
    """

    # On the class until a stream has its own: an instance then stays small.
    mki = None  # type: bytes | None
    valid = None  # type: tuple[bytes, bytes] | None

    def __init__(self, cs, policy_no, policy, tek_len, salt_len):
        self.cs = cs
        self.policy_no = policy_no
        self.policy = policy
        self.tek_len = tek_len
        self._octets = bytearray(_TEK + tek_len + salt_len)

    @property
    def ssrc(self):
        """SSRC (4 octets); zero where nobody has chosen one."""
        return bytes(self._octets[SSRC:ROC])

    @property
    def roc(self):
        """Rollover counter (4 octets)."""
        return bytes(self._octets[ROC:_TEK])

    @property
    def tek(self):
        """The TEK, which is the SRTP master key: a view of the stream, wiped with it."""
        return memoryview(self._octets)[_TEK : _TEK + self.tek_len]

    @property
    def salt(self):
        """The SRTP master salt, a view like `tek`; None for a TEK that came without salt (A18)."""
        if len(self._octets) == _TEK + self.tek_len:
            return None
        return memoryview(self._octets)[_TEK + self.tek_len :]

    def put(self, at, buf, pos):
        """Copy SSRC (at 0) or ROC (at 4) from `buf[pos:pos + 4]`."""
        for i in range(4):
            self._octets[at + i] = buf[pos + i]

    def get_ssrc(self, buf, pos):
        """Copy the SSRC to `buf[pos:pos + 4]`."""
        for i in range(4):
            buf[pos + i] = self._octets[i]

    def has_ssrc(self):
        """Return True if an SSRC is known."""
        return not is_zero(self._octets, SSRC, 4)

    def is_ssrc(self, buf, pos):
        """Return True if the SSRC is the one at `buf[pos:pos + 4]`."""
        return same(self._octets, SSRC, buf, pos, 4)

    def unkey(self, blank):
        """Zero the keys, and the SSRC too where it is to be chosen again (`blank`, bool)."""
        octets = self._octets
        for i in range(_TEK, len(octets)):
            octets[i] = 0
        if blank:
            for i in range(ROC):
                octets[i] = 0

    def wipe(self):
        """Zero the keys."""
        wipe(self._octets)

    def __repr__(self):
        return "<Stream cs %d>" % self.cs
