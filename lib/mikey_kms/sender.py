"""What an initiator does: encapsulate an SSV (RFC 6508 6.2.1) and sign (RFC 6507 5.2.1)."""

from mikey.crypto import eccsi, p256, pairing, sakke_curve, sakke_hash
from mikey.crypto.euclid import inverse
from mikey.crypto.sakke_params import Q
from mikey_kms.numbers import below


def encapsulate(ssv, identity, z):
    """Return the Encapsulated Data, 273 octets, of an SSV of 16 octets for an identifier.

    `identity`: the receiver's octets b; `z`: Z of the receiver's KMS, 257 octets. ValueError for a
    Z that is no point of order q, or when [b]P + Z has no inverse.
    """
    point = sakke_curve.decode(z)
    if point is None or not sakke_curve.in_subgroup(point):
        raise ValueError("Z is no point of order q")
    r = sakke_hash.to_integer(ssv + identity, Q)
    public = sakke_curve.public_point(identity, point)
    if public is None or not r:
        raise ValueError("nothing can be encapsulated for this identifier")
    w = pairing.representative(pairing.g_to(r)).to_bytes(128, "big")
    mask = sakke_hash.to_integer(w, 1 << 128)
    hint = (int.from_bytes(ssv, "big") ^ mask).to_bytes(16, "big")
    return sakke_curve.encode(sakke_curve.affine(sakke_curve.multiply(r, public))) + hint


def sign(message, ssk, pvt, hs, random=None, j=None):
    """Return the signature r || s || PVT, 129 octets, on a message (octets).

    `ssk`: 32 octets; `pvt`: 65; `hs`: 32, from `Kms.signing_pair` or `eccsi.check_ssk`. `j`: the
    ephemeral, an int, once; else drawn from `random`.
    """
    n = p256.N
    secret = int.from_bytes(ssk, "big")
    while True:
        k = below(random, 1, n) if j is None else j
        point = p256.affine(p256.combine(((k, p256.G),)))
        x = point[0]  # pyright: ignore[reportOptionalSubscript]  # 0 < k < n
        r = x.to_bytes(32, "big")
        he = int.from_bytes(eccsi.hash_he(hs, r, (message,)), "big")
        s = inverse((he + x * secret) % n, n) * k % n
        if s and x:
            return r + s.to_bytes(32, "big") + pvt
        if j is not None:
            raise ValueError("j gives no signature")
