"""SAKKE: RFC 6508 Appendix A with its intermediate values, vectors, and what must be refused."""

import json
import os
import random

import pytest

from mikey import errors
from mikey.crypto import pairing_table, sakke
from mikey.crypto.soft import pairing
from mikey.crypto.soft import sakke as soft
from mikey.crypto.soft.lines import lines as lines_with
from mikey.crypto.soft.numbers import G, P, Q
from mikey.crypto.soft.p256 import affine
from mikey_kms.kms import Kms

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests


def load(name):
    with open(os.path.join(HERE, "vectors", name)) as f:
        return json.load(f)


def octets(v):
    even = {k: x.zfill(len(x) + (len(x) & 1)) for k, x in v.items() if k != "source"}
    return {k: bytes.fromhex(x) for k, x in even.items()}


PRIMITIVES = load("primitives.json")
VECTORS = [octets(v) for v in PRIMITIVES["sakke"]]
_FILE = load("negative_sakke.json")
BASE = _FILE["bases"]["sakke-neg-base"]
NEGATIVE = {v["name"]: v for v in _FILE["vectors"]}
_FILES = {}


def lines_of(v):
    """Return a fresh copy of the file of lines of a vector's key."""
    if v["rsk"] not in _FILES:
        out = bytearray()
        for _ in pairing_table.make_steps(
            v["Z"], v["id"], v["rsk"], sakke.Engine().make_steps(v["rsk"]), out.extend
        ):
            pass
        _FILES[v["rsk"]] = bytes(out)
    return bytearray(_FILES[v["rsk"]])


def decoded(point):
    """Return the coordinates of an encoded point of the curve."""
    found = soft.decode(point)
    assert found
    return found


def receiver(v, lines=None):
    return sakke.Receiver(v["Z"], v["id"], v["rsk"], lines)


def test_appendix_a():
    """RFC 6508 Appendix A: r, g^r, mask, hint, w and the hashes on the way."""
    identity = b"2011-02\0tel:+447700900123\0"
    ssv = bytes.fromhex("123456789abcdef0123456789abcdef0")
    kms = Kms(int("aff429d35f84b110d094803b3595a6e2998bc99f", 16), 1)
    v = VECTORS[0]
    assert kms.Z == v["Z"]
    assert kms.rsk(identity) == v["rsk"]
    r = soft.to_integer(ssv + identity, Q)
    assert r.to_bytes(128, "big") == v["r"]
    assert hex(r).startswith("0x13ee3e1b8dac5db168b1ceb32f0566a4c273693f78baffa2a2ee6a686e6bd90f")
    w = pairing.representative(pairing.g_to(r)).to_bytes(128, "big")
    assert w == v["g_r"]
    mask = soft.to_integer(w, 1 << 128)
    assert mask == 0x9BD4EA1E801D37E62AD2FAB0D4F5BBF7
    data = soft.encapsulate(ssv, identity, kms.Z)
    assert data == v["encapsulated"]
    assert data[257:].hex() == "89e0bc661aa1e91638e6acc84e496507"
    key = soft.decode(v["rsk"])
    point = soft.decode(data[:257])
    assert pairing.representative(pairing.without_lines(key, point)).to_bytes(128, "big") == w
    test = soft.multiply(r, soft.public_point(identity, soft.decode(kms.Z)))
    assert soft.encode(affine(test, P)) == data[:257]


def test_appendix_a_hash():
    """HashToIntegerRange's example: v_1 || … || v_4 before the reduction."""
    out = bytearray(128)
    ssv = bytes.fromhex("123456789abcdef0123456789abcdef0")
    soft.expand((ssv, b"2011-02\0", b"tel:+447700900123\0"), out, 128)
    assert out.hex() == (
        "fa2656ca1d2dbd79015ae918773dfedc24957c91e3c9c33540d6bf6d7c3c0055"
        "f016cd6759620ad787669e3add887df625895a910cee148691a06735b2f0a248"
        "ac45c6f97f83bce0a2bbd0a14cf4d7f4cb3590fbfaf93ae71c64e426185710b5"
        "e65d50bd551a54ef981f535e072de98d2223acad4621e0263b0a61eac56db078"
    )


@pytest.mark.parametrize("v", PRIMITIVES["hash_to_integer_range"])
def test_hash_to_integer_range(v):
    n = int(v["n"], 16)
    s = bytes.fromhex(v["s"])
    assert soft.to_integer(s, n) == int(v["out"], 16)
    out = bytearray(32 * (((n - 1).bit_length() + 255) // 256))
    soft.expand((s,), out, len(out))
    assert int.from_bytes(out, "big") % n == int(v["out"], 16)


@pytest.mark.parametrize("v", PRIMITIVES["sakke_pairing"])
def test_pairing(v):
    """Both ways round, with and without lines."""
    a = soft.decode(bytes.fromhex(v["R"]))
    b = soft.decode(bytes.fromhex(v["Q"]))
    out = int(v["out"], 16)
    assert pairing.representative(pairing.without_lines(a, b)) == out
    assert pairing.representative(pairing.without_lines(b, a)) == out
    for key, point in ((a, b), (b, a)):
        coefficients = [c for line in lines_with(key) for c in line]
        stored = b"".join([(c * 2**1024 % P).to_bytes(128, "little") for c in coefficients])
        assert len(stored) == pairing.LINES * 128
        assert pairing.representative(pairing.with_lines(stored, point)) == out


def test_pairing_is_bilinear():
    rng = random.Random(6508)
    x, y = rng.randrange(1, Q), rng.randrange(1, Q)
    a = affine(soft.multiply(x, soft.POINT), P)
    b = affine(soft.multiply(y, soft.POINT), P)
    w = pairing.representative(pairing.without_lines(a, b))
    assert w == pairing.representative(pairing.g_to(x * y % Q))
    base = pairing.without_lines(soft.POINT, soft.POINT)
    assert pairing.representative(base) == G
    # an exponent need not be reduced: g has order q
    k = rng.randrange(Q, 1 << 1024)
    assert pairing.representative(pairing.g_to(k)) == pairing.representative(pairing.g_to(k % Q))


def test_digits():
    """The digits of Q + 1, and as many coefficients as they need."""
    plan = pairing.digits()
    value = 0
    for d in plan:
        value = 4 * value + (-1 if d == 3 else d)
    assert value == Q + 1
    assert plan[0] == 2
    assert 2 + sum({0: 4, 1: 5, 2: 6, 3: 5}[d] for d in plan[1:]) == pairing.LINES


@pytest.mark.parametrize("v", VECTORS)
def test_vectors(v):
    assert sakke.check_rsk(v["Z"], v["id"], v["rsk"])
    kms = Kms(int.from_bytes(v["z"], "big"), 1)
    assert (kms.Z, kms.rsk(v["id"])) == (v["Z"], v["rsk"])
    assert soft.encapsulate(v["ssv"], v["id"], v["Z"]) == v["encapsulated"]
    for lines in (None, lines_of(v), memoryview(lines_of(v))):
        r = receiver(v, lines)
        ssv = bytearray(16)
        assert r.decapsulate(v["encapsulated"], ssv) == errors.NONE
        assert ssv == v["ssv"]
        assert r.lines_state == (pairing_table.READY if lines else pairing_table.MISSING)


@pytest.mark.parametrize("v", VECTORS)
def test_changed_data_is_refused(v):
    rng = random.Random(2)
    r = receiver(v, lines_of(v))
    for at in [0, 1, 128, 129, 256, 257, 272] + [rng.randrange(273) for _ in range(4)]:
        data = bytearray(v["encapsulated"])
        data[at] ^= 1 << rng.randrange(8)
        ssv = bytearray(b"x" * 16)
        assert r.decapsulate(data, ssv) == (errors.SAKKE_FAILED if at else errors.BAD_SAKKE)
        assert ssv == bytes(16)
    for data in (b"", v["encapsulated"][:-1], v["encapsulated"] + b"\0", bytes(273)):
        assert r.decapsulate(data, bytearray(16)) == errors.BAD_SAKKE
    assert r.decapsulate(v["encapsulated"], bytearray(16)) == errors.NONE


def torsion():
    """Return a point of order 4."""
    rng = random.Random(4)
    while True:
        x = rng.randrange(P)
        y = pow(x * x * x - 3 * x, Q, P)
        if (y * y - x * x * x + 3 * x) % P:
            continue
        point = affine(soft.multiply(Q, (x, y)), P)
        if point and affine(soft.multiply(2, point), P):
            return point


def test_points_outside_the_subgroup():
    """R + T for T of order 2 and 4 has R's pairing and must be refused (performance.md's trap)."""
    t = torsion()
    assert affine(soft.multiply(2, t), P) == (0, 0)
    rng = random.Random(5)
    for _ in range(4):
        k = rng.randrange(1, Q)
        point = soft.multiply(k, soft.POINT)
        assert soft.in_subgroup(affine(point, P))
        for i in (1, 2, 3):
            other = affine(soft.add(point, soft.multiply(i, t), P), P)
            assert not soft.in_subgroup(other)
    for i in (1, 2, 3):
        assert not soft.in_subgroup(affine(soft.multiply(i, t), P))
    v = VECTORS[0]
    data = v["encapsulated"]
    good = decoded(data[:257]) + (1,)
    for lines in (None, lines_of(v)):
        r = receiver(v, lines)
        for i in (1, 2, 3):
            other = affine(soft.add(good, soft.multiply(i, t), P), P)
            ssv = bytearray(16)
            fault = r.decapsulate(soft.encode(other) + data[257:], ssv)
            assert (fault, ssv) == (errors.SAKKE_FAILED, bytes(16))


def test_coordinates_out_of_range():
    v = VECTORS[0]
    x, y = decoded(v["encapsulated"][:257])
    r = receiver(v)
    tail = v["encapsulated"][257:]
    tried = 0
    for a, b in ((x + P, y), (x, y + P), (P, 0), (0, 0)):
        if a < 1 << 1024 and b < 1 << 1024:
            data = b"\x04" + a.to_bytes(128, "big") + b.to_bytes(128, "big") + tail
            assert r.decapsulate(data, bytearray(16)) == errors.SAKKE_FAILED
            tried += 1
    assert tried == 4


PRIMITIVE = [
    "sakke-neg-r-order-2-added",
    "sakke-neg-r-random-full-order",
    "sakke-neg-r-negated",
    "sakke-neg-other-recipient",
    "sakke-neg-other-kms-z",
]


def payload(message):
    """Return the Encapsulated Data of a message: what follows params 1, scheme 1, length 273."""
    at = message.index(b"\x01\x01\x01\x11\x04") + 4
    return message[at : at + 273]


@pytest.mark.parametrize("name", PRIMITIVE)
@pytest.mark.parametrize("stored", [False, True])
def test_negative_messages(name, stored):
    inputs = BASE["inputs"]
    v = {
        "Z": bytes.fromhex(inputs["kms_responder"]["public_Z"]),
        "id": bytes.fromhex(inputs["responder_identifier"]),
        "rsk": bytes.fromhex(inputs["sakke"]["rsk"]),
    }
    r = receiver(v, lines_of(v) if stored else None)
    ssv = bytearray(16)
    assert r.decapsulate(payload(bytes.fromhex(BASE["messages"][0]["hex"])), ssv) == errors.NONE
    assert ssv.hex() == inputs["sakke"]["ssv"]
    data = payload(bytes.fromhex(NEGATIVE[name]["hex"]))
    assert r.decapsulate(data, ssv) == errors.SAKKE_FAILED
    assert ssv == bytes(16)


def test_key_validation():
    v = VECTORS[0]
    t = torsion()
    other = Kms(77, 1)


    def plus(octets, point):
        total = soft.add(decoded(octets) + (1,), point + (1,), P)
        return soft.encode(affine(total, P))

    shifted = [plus(v[k], (0, 0)) for k in ("Z", "rsk")]
    beside = plus(v["rsk"], t)
    for z, identity, rsk, fault in (
        (v["Z"], v["id"], v["rsk"], errors.NONE),
        (other.Z, v["id"], v["rsk"], errors.BAD_USER_KEY),
        (v["Z"], v["id"][:-1], v["rsk"], errors.BAD_USER_KEY),
        (v["Z"], v["id"], v["Z"], errors.BAD_USER_KEY),
        (v["Z"], v["id"], v["rsk"][:-1], errors.BAD_USER_KEY),
        (v["Z"], v["id"], b"\x04" + bytes(256), errors.BAD_USER_KEY),
        (v["Z"], v["id"], shifted[1], errors.BAD_USER_KEY),
        (v["Z"], v["id"], beside, errors.BAD_USER_KEY),
        (shifted[0], v["id"], v["rsk"], errors.BAD_KMS),
        (v["Z"][:-1], v["id"], v["rsk"], errors.BAD_KMS),
        (b"\x04" + bytes(256), v["id"], v["rsk"], errors.BAD_KMS),
        (b"", v["id"], v["rsk"], errors.BAD_KMS),
    ):
        assert sakke.Receiver(z, identity, rsk).check() == fault
