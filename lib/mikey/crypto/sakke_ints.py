"""SAKKE's arithmetic on Python ints, behind the face that `sakke` uses.

For hosts, and for devices without the native kernel: slow there, and not in constant time.
"""

from mikey.crypto import pairing, sakke_curve, sakke_lines
from mikey.crypto.sakke_params import P


class Engine:
    """One computation at a time: a point, a value of PF_p, an exponentiation of g."""

    def __init__(self):
        self.owner = None
        self.wipe()

    def wipe(self):
        """Forget all values. Ints cannot be overwritten: they are left to the collector."""
        self._point = None
        self._value = None
        self.ok = False

    def open(self, point):
        """Take R, 257 octets. Return whether it is a point of E (RFC 6508 4)."""
        self._point = sakke_curve.decode(point)
        return self._point is not None

    def member_steps(self):
        """Yield while finding whether R is of order q; `ok` says it."""
        self.ok = sakke_curve.in_subgroup(self._point)
        yield

    def public_steps(self, identity, z):
        """Yield while taking [b]P + Z as R. `identity`: octets of b; `z`: 257 octets of a point.

        `ok` is False for the neutral element.
        """
        self._point = sakke_curve.public_point(identity, sakke_curve.decode(z))
        self.ok = self._point is not None
        yield

    def line_steps(self, lines):
        """Yield while computing <R, K> from the file of K's lines."""
        view = memoryview(lines)[128:]
        for value in pairing.line_steps(view, self._point):
            self._value = value
            yield

    def pair_steps(self, rsk):
        """Yield while computing <R, K> for K, 257 octets of a point of order q."""
        key = sakke_curve.decode(rsk)
        for value in pairing.steps(key, self._point):
            self._value = value
            yield

    def value(self, out):
        """Write the representation of <R, K>, 128 octets, into `out`."""
        out[:] = pairing.representative(self._value).to_bytes(128, "big")

    def power_steps(self, exponent, w):
        """Yield while finding whether g^exponent is `w` (128 octets each); `ok` says it."""
        a, b = pairing.g_to(int.from_bytes(exponent, "big"))
        yield
        self.ok = (a * int.from_bytes(w, "big") - b) % P == 0

    def make_steps(self, rsk):
        """Yield the elements of K's lines (sakke_file), the octets of one step at a time."""
        for line in sakke_lines.lines(sakke_curve.decode(rsk)):
            yield b"".join([((c << 1024) % P).to_bytes(128, "little") for c in line])
