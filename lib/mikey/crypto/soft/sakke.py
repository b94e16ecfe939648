"""SAKKE's curve, hash and arithmetic on Python ints (RFC 6508, RFC 6509 Appendix A).

`Engine` and `expand` stand behind the face `mikey.crypto.sakke`; `encapsulate` and `sign` are what
an initiator does, for hosts. A point of E: y^2 = x^3 - 3x over F_P is a pair (x, y), or a Jacobian
triple as in `p256`. Slow, and not in constant time.
"""

from mikey.crypto.eccsi import hash_he
from mikey.crypto.hash import sha256
from mikey.crypto.soft import p256, pairing
from mikey.crypto.soft.lines import lines as lines_of
from mikey.crypto.soft.numbers import (
    EPS,
    PX,
    PY,
    SLOPE_IM,
    SLOPE_RE,
    P,
    Q,
    below,
    inverse,
    jacobi,
    quartic,
)
from mikey.crypto.soft.p256 import ZERO, add, affine, double

POINT = (PX, PY)
_H = (
    b"\x66\x68\x7a\xad\xf8\x62\xbd\x77\x6c\x8f\xc1\x8b\x8e\x9f\x8e\x20"
    b"\x08\x97\x14\x85\x6e\xe2\x33\xb3\x90\x2a\x59\x1d\x0d\x5f\x29\x25",
    b"\x2b\x32\xdb\x6c\x2c\x0a\x62\x35\xfb\x13\x97\xe8\x22\x5e\xa8\x5e"
    b"\x0f\x0e\x6e\x8c\x7b\x12\x6d\x00\x16\xcc\xbd\xe0\xe6\x67\x15\x1e",
    b"\x12\x77\x13\x55\xe4\x6c\xd4\x7c\x71\xed\x17\x21\xfd\x53\x19\xb3"
    b"\x83\xcc\xa3\xa1\xf9\xfc\xe3\xaa\x1c\x8c\xd3\xbd\x37\xaf\x20\xd7",
    b"\xfe\x15\xc0\xd3\xeb\xe3\x14\xfa\xd7\x20\xa0\x8b\x83\x9a\x00\x4c"
    b"\x2e\x63\x86\xf5\xae\xcc\x19\xec\x74\x80\x7d\x19\x20\xcb\x6a\xeb",
)


def decode(octets):
    """Return (x, y) of the 257 octets 04 || x || y on E, or None (RFC 6508 4)."""
    if len(octets) != 257 or octets[0] != 4:
        return None
    x = int.from_bytes(octets[1:129], "big")
    y = int.from_bytes(octets[129:257], "big")
    if x >= P or y >= P or (y * y - (x * x - 3) * x) % P:
        return None
    return x, y


def encode(point):
    """Return the 257 octets 04 || x || y of (x, y)."""
    return b"\x04" + point[0].to_bytes(128, "big") + point[1].to_bytes(128, "big")


def in_subgroup(point):
    """Say whether a point (x, y) of E has order Q exactly.

    E(F_P) is cyclic of order 4Q, so that the subgroup of order Q is 4E, and a point is in it if
    and only if its Tate pairing with a point T of order 4 over F_P^2, 2T = (e, 0), e^2 = 3, is 1.
    The function with the divisor 4(T) - 4(O) is L^2 / (X - e) for the tangent L at T, and the
    pairing is the quartic residue symbol of its value: the quadratic one of L, which is that of
    its norm, over the quartic one of x - e. No exponentiation.
    """
    x, y = point
    re = y - SLOPE_RE * x - SLOPE_IM * EPS
    im = SLOPE_IM * x - SLOPE_RE * EPS
    return quartic(x, P - EPS, P) == 1 - jacobi(re * re + im * im, P)


def multiply(k, point):
    """Return [k]point, Jacobian, for k >= 0 and a point (x, y)."""
    table = [ZERO, (point[0], point[1], 1)]
    for _ in range(14):
        table.append(add(table[-1], table[1], P))
    acc = ZERO
    digits = []
    while k:
        digits.append(k & 15)
        k >>= 4
    for d in reversed(digits):
        for _ in range(4):
            acc = double(acc, P)
        acc = add(acc, table[d], P)
    return acc


def public_point(identity, z):
    """Return [b]P + Z as (x, y), or None for the neutral element.

    `identity`: the identifier's octets, read as the integer b (RFC 6508 6.2.1); `z`: (x, y) of Z.
    """
    b = int.from_bytes(identity, "big") % Q
    return affine(add(multiply(b, POINT), (z[0], z[1], 1), P), P)


def expand(parts, out, n):
    """Fill `n` octets of `out` (a multiple of 32, at most 128) with v' = v_1 || v_2 … (5.1).

    `parts`: the buffers whose concatenation is s. The reduction mod n is left to the caller.
    """
    h = sha256()
    for part in parts:
        h.update(part)
    a = h.digest()
    for i in range(0, n, 32):
        h = sha256(_H[i >> 5])
        h.update(a)
        out[i : i + 32] = h.digest()


def to_integer(s, n):
    """Return HashToIntegerRange(s, n, SHA-256) as an int, for octets `s` and any n > 1.

    l = Ceiling(lg(n)/256) as written: one block for n = 2^256, for which some senders take two.
    """
    a = sha256(s).digest()
    h = bytes(32)
    v = 0
    n_1 = n - 1  # MicroPython's ints do not know their length
    while n_1:
        n_1 >>= 256
        h = sha256(h).digest()
        v = v << 256 | int.from_bytes(sha256(h + a).digest(), "big")
    return v % n


class Engine:
    """One computation at a time: a point, a value of PF_p, an exponentiation of g."""

    def __init__(self):
        self.owner = None  # type: Any  # the computation at work
        self._powers = pairing.Powers()
        self.wipe()

    def wipe(self):
        """Forget all values. Ints cannot be overwritten: they are left to the collector."""
        self._point = None
        self._value = None
        self.ok = False

    def load_point(self, point):
        """Take R, 257 octets. Return whether it is a point of E (RFC 6508 4)."""
        self._point = decode(point)
        return self._point is not None

    def member_steps(self):
        """Yield while finding whether R is of order q; `ok` says it."""
        self.ok = in_subgroup(self._point)
        yield

    def public_steps(self, identity, z):
        """Yield while taking [b]P + Z as R. `identity`: octets of b; `z`: 257 octets of a point.

        `ok` is False for the neutral element.
        """
        self._point = public_point(identity, decode(z))
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
        key = decode(rsk)
        for value in pairing.steps(key, self._point):
            self._value = value
            yield

    def value(self, out):
        """Write the representation of <R, K>, 128 octets, into `out`."""
        out[:] = pairing.representative(self._value).to_bytes(128, "big")

    def power_steps(self, exponent, w):
        """Yield while finding whether g^exponent is `w` (128 octets each); `ok` says it."""
        a, b = self._powers.of(int.from_bytes(exponent, "big"))
        yield
        self.ok = (a * int.from_bytes(w, "big") - b) % P == 0

    def make_steps(self, rsk):
        """Yield the elements of K's lines (pairing_table), the octets of one step at a time."""
        for line in lines_of(decode(rsk)):
            yield b"".join([((c << 1024) % P).to_bytes(128, "little") for c in line])


def encapsulate(ssv, identity, z):
    """Return the Encapsulated Data, 273 octets, of an SSV of 16 octets for an identifier.

    `identity`: the receiver's octets b; `z`: Z of the receiver's KMS, 257 octets. ValueError for a
    Z that is no point of order q, or when [b]P + Z has no inverse.
    """
    point = decode(z)
    if point is None or not in_subgroup(point):
        raise ValueError("Z is no point of order q")
    r = to_integer(ssv + identity, Q)
    public = public_point(identity, point)
    if public is None or not r:
        raise ValueError("nothing can be encapsulated for this identifier")
    w = pairing.representative(pairing.g_to(r)).to_bytes(128, "big")
    mask = to_integer(w, 1 << 128)
    hint = (int.from_bytes(ssv, "big") ^ mask).to_bytes(16, "big")
    return encode(affine(multiply(r, public), P)) + hint


def sign(message, ssk, pvt, hs, random=None, j=None):
    """Return the signature r || s || PVT, 129 octets, on a message (octets).

    `ssk`: 32 octets; `pvt`: 65; `hs`: 32, from `Kms.signing_pair` or `eccsi.check_ssk`. `j`: the
    ephemeral, an int, once; else drawn from `random`.
    """
    n = p256.N
    secret = int.from_bytes(ssk, "big")
    while True:
        k = below(random, 1, n) if j is None else j
        point = affine(p256.combine(((k, p256.G),)), p256.P)
        x = point[0]  # pyright: ignore[reportOptionalSubscript]  # 0 < k < n
        r = x.to_bytes(32, "big")
        he = int.from_bytes(hash_he(hs, r, (message,)), "big")
        s = inverse((he + x * secret) % n, n) * k % n
        if s and x:
            return r + s.to_bytes(32, "big") + pvt
        if j is not None:
            raise ValueError("j gives no signature")
