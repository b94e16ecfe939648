"""SAKKE's arithmetic in the native kernel, behind the face that `sakke` uses.

The state is one buffer, allocated once; a slice is one native call.
"""

from mikey.crypto import mac
from mikey.crypto.native import kernel
from mikey.port import const

_HEADER = const(128)


class Engine:
    """One computation at a time: a point, a value of PF_p, an exponentiation of g."""

    def __init__(self):
        self.owner = None
        self.ok = False
        self._work = bytearray(kernel.sakke_size())

    def wipe(self):
        """Overwrite the state."""
        mac.wipe(self._work)
        self.ok = False

    def open(self, point):
        """Take R, 257 octets. Return whether it is a point of E (RFC 6508 4)."""
        return kernel.sakke_open(self._work, point)

    def member_steps(self):
        """Yield while finding whether R is of order q; `ok` says it."""
        state = -1
        while state < 0:
            state = kernel.sakke_member(self._work)
            yield
        self.ok = state == 1

    def public_steps(self, identity, z):
        """Yield while taking [b]P + Z as R. `identity`: octets of b; `z`: 257 octets of a point.

        `ok` is False for the neutral element.
        """
        state = -1
        while state < 0:
            state = kernel.sakke_public(self._work, identity, z)
            yield
        self.ok = state == 1

    def line_steps(self, lines):
        """Yield while computing <R, K> from the file of K's lines."""
        while kernel.sakke_lines(self._work, lines, _HEADER) < 0:
            yield

    def pair_steps(self, rsk):
        """Yield while computing <R, K> for K, 257 octets of a point of order q."""
        while kernel.sakke_pair(self._work, rsk) < 0:
            yield

    def value(self, out):
        """Write the representation of <R, K>, 128 octets, into `out`."""
        kernel.sakke_value(self._work, out)

    def power_steps(self, exponent, w):
        """Yield while finding whether g^exponent is `w` (128 octets each); `ok` says it."""
        state = -1
        while state < 0:
            state = kernel.sakke_power(self._work, exponent, w)
            yield
        self.ok = state == 1

    def make_steps(self, rsk):
        """Yield the elements of K's lines (sakke_file), the octets of one step at a time.

        The same buffer each time. The state is wiped at the end.
        """
        mac.wipe(self._work)
        out = bytearray(768)
        view = memoryview(out)
        n = kernel.sakke_make(self._work, rsk, out)
        while n:
            yield view[: n << 7]
            n = kernel.sakke_make(self._work, rsk, out)
        mac.wipe(out)
        mac.wipe(self._work)
