"""A Key Management Service: master keys, users' keys (RFC 6507 5.1.1, RFC 6508 6.1)."""

from mikey.crypto import eccsi
from mikey.crypto.soft import p256
from mikey.crypto.soft import sakke as curve
from mikey.crypto.soft.numbers import P, Q, below, inverse


class UserKeys:
    """What a KMS gives a user for one identifier.

    `identity`: octets; `rsk`: 257 octets; `ssk`: 32; `pvt`: 65; `hs`: 32.
    """

    def __init__(self, identity, rsk, ssk, pvt, hs):
        self.identity = identity
        self.rsk = rsk
        self.ssk = ssk
        self.pvt = pvt
        self.hs = hs


class Kms:
    """A KMS from its master secrets z (2 … q-1) and KSAK (1 … q-1), ints.

    `Z` (257 octets) and `kpak` (65 octets) are its public keys.
    """

    def __init__(self, z, ksak):
        if not 2 <= z < Q or not 1 <= ksak < p256.N:
            raise ValueError("master secret out of range")
        self._z = z
        self._ksak = ksak
        point = curve.multiply(z, curve.POINT)
        self.Z = curve.encode(p256.affine(point, P))
        self.kpak = p256.encode(p256.affine(p256.combine(((ksak, p256.G),)), p256.P))

    @classmethod
    def generate(cls, random):
        """Make a KMS with secrets from `random(n)`."""
        return cls(below(random, 2, Q), below(random, 1, p256.N))

    def rsk(self, identity):
        """Return [(a + z)^-1]P for the identifier's octets: 257 octets (RFC 6508 6.1.1)."""
        k = inverse((int.from_bytes(identity, "big") + self._z) % Q, Q)
        if not k:
            raise ValueError("identifier is -z modulo q")
        return curve.encode(p256.affine(curve.multiply(k, curve.POINT), P))

    def signing_pair(self, identity, random=None, v=None):
        """Return (SSK, PVT, HS) for the identifier's octets (RFC 6507 5.1.1).

        `v`: the ephemeral, an int, once; else drawn from `random`, until SSK and HS are not zero.
        """
        while True:
            k = below(random, 1, p256.N) if v is None else v
            pvt = p256.encode(p256.affine(p256.combine(((k, p256.G),)), p256.P))
            hs = eccsi.hash_hs(self.kpak, identity, pvt)
            h = int.from_bytes(hs, "big")
            ssk = (self._ksak + h * k) % p256.N
            if ssk and h % p256.N:
                return ssk.to_bytes(32, "big"), pvt, hs
            if v is not None:
                raise ValueError("v gives a zero key")

    def user(self, identity, random):
        """Return the UserKeys of the identifier's octets."""
        ssk, pvt, hs = self.signing_pair(identity, random)
        return UserKeys(identity, self.rsk(identity), ssk, pvt, hs)
