"""Diffie-Hellman on Python integers: what `mikey.crypto.dh` uses where there is no native kernel.

Not in constant time, and integers cannot be wiped: for hosts and for chips without a kernel.
"""

from binascii import unhexlify

from mikey.port import const

_WINDOW = const(4)  # bits of the exponent a round
_ROUNDS = const(2)  # a step: ten products of 1536 bits take 50 ms on a small core

# 2^N - 2^(N-64) - 1 + 2^64 * ([2^(N-130) pi] + k): RFC 2412 E.5, E.1, E.2. Between their ends of
# 64 one bits the three begin alike.
_COMMON = (
    "c90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd"
    "ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a6"
)
_TAILS = (
    "37ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a1"
    "63bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed5290770"
    "96966d670c354e4abc9804f1746c08ca237327",
    "3a3620",
    "37ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece65381",
)


def _prime(group):
    return unhexlify("ffffffffffffffff" + _COMMON + _TAILS[group] + "ffffffffffffffff")


def valid(group, buf, off):
    """Return True if the number of `buf` at `off` is a public value: 2 <= y <= p - 2."""
    if not 0 <= group < len(_TAILS) or off < 0:
        return False
    p = _prime(group)
    n = len(p)
    if off + n > len(buf):
        return False
    y = int.from_bytes(bytes(memoryview(buf)[off : off + n]), "big")
    return 2 <= y <= int.from_bytes(p, "big") - 2


def state_length(group, base_is_2=False):
    """Return 0: the integers allocate what they need. ValueError for an unknown `group`."""
    if not 0 <= group < len(_TAILS):
        raise ValueError
    return 0


class Exponentiation:
    """base^x mod p in steps; see `mikey.crypto.dh`, of which this is the face without kernel."""

    def __init__(self, group, state=None):
        state_length(group)
        p = _prime(group)
        self._length = len(p)
        self._p = int.from_bytes(p, "big")
        self.wipe()

    def start(self, x, base=None):
        """Begin 2^x, or base^x (octets)."""
        if not 1 <= len(x) <= self._length or (base is not None and len(base) != self._length):
            raise ValueError
        self._x = bytearray(x)
        self._at = 0
        self._acc = 1
        base = 2 if base is None else int.from_bytes(bytes(base), "big") % self._p
        powers = [1, base]
        while base != 2 and len(powers) < 1 << _WINDOW:
            powers.append(powers[-1] * base % self._p)
        self._powers = powers

    def step(self):
        """Do some work; return whether it is finished (bool)."""
        p = self._p
        acc = self._acc
        powers = self._powers
        end = min(2 * len(self._x), self._at + _ROUNDS)
        for at in range(self._at, end):
            digit = self._x[at // 2]
            digit = digit & 15 if at & 1 else digit >> 4
            for _ in range(_WINDOW):
                acc = acc * acc % p
            acc = (acc << digit if len(powers) == 2 else acc * powers[digit]) % p
        self._acc = acc
        self._at = end
        return end == 2 * len(self._x)

    def result(self, out):
        """Write the result to the start of `out` and forget it."""
        n = self._length
        if not self._powers or self._at < 2 * len(self._x) or len(out) < n:
            raise ValueError
        out[0:n] = self._acc.to_bytes(n, "big")
        self.wipe()

    def wipe(self):
        """Forget everything; a later `start` is possible."""
        self._x = b""
        self._at = 0
        self._acc = 0
        self._powers = None
