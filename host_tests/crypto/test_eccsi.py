"""ECCSI: RFC 6507 Appendix A with its intermediate values, vectors, and what must be refused."""

import json
import os
import random

import pytest

from mikey.crypto import eccsi
from mikey.crypto.soft import p256
from mikey.crypto.soft import sakke as sender
from mikey.crypto.soft.numbers import inverse, jacobi, quartic
from mikey_kms.kms import Kms

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests


def load(name):
    with open(os.path.join(HERE, "vectors", name)) as f:
        return json.load(f)


def octets(v):
    return {k: bytes.fromhex(x) for k, x in v.items() if k != "source"}


VECTORS = [octets(v) for v in load("primitives.json")["eccsi"]]
_FILE = load("negative_sakke.json")
NEGATIVE = {v["name"]: v for v in _FILE["vectors"]}
BASE = _FILE["bases"]["sakke-neg-base"]
SIGNATURES = [n for n in NEGATIVE if n.startswith("sakke-neg-sig-") and "len" not in n]
RFC = VECTORS[0]


def test_appendix_a():
    """RFC 6507 Appendix A, octet for octet."""
    identity = b"2011-02\0tel:+447700900123\0"
    kms = Kms(2, 0x12345)
    assert kms.kpak.hex().upper().startswith("0450D4670BDE75244F28D2838A0D25558A7A72686D")
    ssk, pvt, hs = kms.signing_pair(identity, v=0x23456)
    assert hs.hex() == "490f3febbc1c902f6289723d7f8cbf79db88930849d19f38f0295b5c276c14d1"
    assert ssk.hex() == "23f374ae1f4033f3e9dbddaaef20f4cf0b86bbd5a138a5ae9e7e006b34489a0d"
    signature = sender.sign(b"message\0", ssk, pvt, hs, j=0x34567)
    r = signature[:32]
    assert r.hex() == "269d4c8fdeb66a74e4ef8c0d5dcc597ddfe6029c2affc4936008cd2cc1045d81"
    he = eccsi.hash_he(hs, r, (b"mess", b"age\0"))
    assert he.hex() == "111f90eae8271c96df9b3d6726768d9ee9b18145d7ec152cfa9c23d1c4f02285"
    s = "e09b528d0ef8d6df1aa3ecbf80110cfcec9fc68252cebb679f4134846940ccfd"
    assert signature == r + bytes.fromhex(s) + pvt
    y = p256.combine(((int.from_bytes(hs, "big"), p256.decode(pvt)), (1, p256.decode(kms.kpak))))
    assert p256.encode(p256.affine(y, p256.P)).hex() == (
        "04833898d939c0013bb05027286f95cce037c11bd25799423c76e48362a4959978"
        "95d0473a1cd6186ee9f0c104b472499e1a24d6ce3d85173f02ebbd945c25f604"
    )
    assert eccsi.verify(kms.kpak, identity, (b"message\0",), signature)


@pytest.mark.parametrize("v", VECTORS)
def test_vectors(v):
    kms = Kms(2, int.from_bytes(v["ksak"], "big"))
    assert kms.kpak == v["kpak"]
    pair = kms.signing_pair(v["id"], v=int.from_bytes(v["v"], "big"))
    assert pair == (v["ssk"], v["pvt"], v["hs"])
    j = int.from_bytes(v["j"], "big")
    assert sender.sign(v["message"], *pair, j=j) == v["signature"]
    for signature in (v["signature"], v["also_valid_negated_s"]):
        assert eccsi.verify(v["kpak"], v["id"], (v["message"],), signature)
        cut = len(v["message"]) // 2
        parts = (v["message"][:cut], memoryview(v["message"])[cut:])
        assert eccsi.verify(v["kpak"], v["id"], parts, bytearray(signature))
    hs = bytearray(32)
    assert eccsi.check_ssk(v["kpak"], v["id"], v["ssk"], v["pvt"], hs)
    assert hs == v["hs"]


@pytest.mark.parametrize("v", VECTORS)
def test_any_changed_bit_is_refused(v):
    rng = random.Random(6507)
    for field in ("kpak", "id", "message", "signature"):
        for _ in range(6 if v[field] else 0):
            bad = dict(v)
            data = bytearray(v[field])
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
            bad[field] = bytes(data)
            assert not eccsi.verify(bad["kpak"], bad["id"], (bad["message"],), bad["signature"])
    for field in ("kpak", "id", "ssk", "pvt"):
        bad = dict(v)
        data = bytearray(v[field])
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        bad[field] = bytes(data)
        assert not eccsi.check_ssk(bad["kpak"], bad["id"], bad["ssk"], bad["pvt"])


def _verify(signature, kpak=RFC["kpak"]):
    return eccsi.verify(kpak, RFC["id"], (RFC["message"],), signature)


def test_ranges():
    """r, s out of range, also where they are right modulo p or q; lengths; points."""
    good = RFC["signature"]
    assert _verify(good)
    zero = bytes(32)
    n = p256.N.to_bytes(32, "big")
    p = p256.P.to_bytes(32, "big")
    top = b"\xff" * 32
    for r, s in ((zero, None), (None, zero), (zero, zero), (p, None), (None, n), (top, top)):
        assert not _verify((r or good[:32]) + (s or good[32:64]) + good[64:])
    assert not _verify(good[:-1])
    assert not _verify(good + b"\0")
    assert not _verify(b"")
    assert not _verify(good[:64] + b"\x02" + good[65:])
    assert not _verify(good[:64] + b"\x04" + bytes(64))
    assert not _verify(good[:65] + p + good[97:])
    assert not _verify(good, RFC["kpak"][:-1])
    assert not _verify(good, b"\x04" + bytes(64))


def test_s_plus_q_is_refused():
    """A small s has a second form below 2^256, which no signer makes (RFC 6507 5.2.1)."""
    s = 5
    j = p256.affine(p256.combine(((s, p256.G),)), p256.P)
    assert j
    r = j[0].to_bytes(32, "big")
    assert (s + p256.N) < 1 << 256
    forged = r + (s + p256.N).to_bytes(32, "big") + RFC["pvt"]
    assert not _verify(forged)


def test_point_ok():
    assert eccsi.point_ok(RFC["kpak"])
    assert not eccsi.point_ok(RFC["kpak"][:64])
    assert not eccsi.point_ok(b"\x03" + RFC["kpak"][1:])
    assert not eccsi.point_ok(RFC["kpak"][:64] + bytes((RFC["kpak"][64] ^ 1,)))


@pytest.mark.parametrize("name", SIGNATURES)
def test_negative_messages(name):
    """The signature ends the message and covers all before it (RFC 3830 5.2)."""
    inputs = BASE["inputs"]
    kpak = bytes.fromhex(inputs["kms_initiator"]["kpak"])
    identity = bytes.fromhex(inputs["initiator_identifier"])
    good = bytes.fromhex(BASE["messages"][0]["hex"])
    assert eccsi.verify(kpak, identity, (good[:-129],), good[-129:])
    data = bytes.fromhex(NEGATIVE[name]["hex"])
    assert not eccsi.verify(kpak, identity, (data[:-129],), data[-129:])


def test_sum_of_points():
    """Every branch of the addition: equal, opposite and neutral operands."""
    g = (p256.G[0], p256.G[1], 1)
    minus = (p256.G[0], p256.P - p256.G[1], 1)
    assert p256.add(g, minus, p256.P)[2] == 0
    twice = p256.affine(p256.double(g, p256.P), p256.P)
    assert p256.affine(p256.add(g, g, p256.P), p256.P) == twice
    assert p256.add(g, (1, 1, 0), p256.P) == g
    assert p256.add((1, 1, 0), g, p256.P) == g
    assert p256.affine(p256.combine(((p256.N, p256.G),)), p256.P) is None
    assert p256.affine(p256.combine(((p256.N - 1, p256.G), (2, p256.G))), p256.P) == p256.G


def test_euclid():
    rng = random.Random(1)
    for _ in range(50):
        a = rng.randrange(1, p256.P)
        assert a * inverse(a, p256.P) % p256.P == 1
        square = a * a % p256.P
        assert jacobi(square, p256.P) == 1
        expected = 1 if pow(a, (p256.P - 1) // 2, p256.P) == 1 else -1
        assert jacobi(a, p256.P) == expected
    assert inverse(6, 9) == 0
    assert inverse(0, 9) == 0
    assert jacobi(6, 9) == 0
    assert [jacobi(2, n) for n in (3, 5, 7, 9)] == [-1, -1, 1, 1]


def _gauss_power(x, y, k, p):
    """Return (x + iy)^k mod p."""
    out = (1, 0)
    for bit in bin(k)[2:]:
        out = (out[0] * out[0] - out[1] * out[1]) % p, 2 * out[0] * out[1] % p
        if bit == "1":
            out = (out[0] * x - out[1] * y) % p, (out[0] * y + out[1] * x) % p
    return out


def test_quartic_symbol():
    """It is the exponentiation that it stands for, also for the smallest numbers."""
    rng = random.Random(4)
    some = [(rng.randrange(1 << 40), rng.randrange(1 << 40)) for _ in range(50)]
    for p in (3, 7, 11, 19, 1019, (1 << 61) - 1):
        roots = [(1, 0), (0, 1), (p - 1, 0), (0, p - 1)]
        for x, y in [(x, y) for x in range(8) for y in range(8)] + some:
            x, y = x % p, y % p
            power = _gauss_power(x, y, (p * p - 1) // 4, p)
            assert quartic(x, y, p) == (roots.index(power) if x or y else -1)
    assert quartic(3, 6, 21) == -1
