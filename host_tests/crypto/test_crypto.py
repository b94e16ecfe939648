"""Known answers for the symmetric primitives: PRF, HMAC, AES-CM, AES key wrap, plain SHA-1."""

import hashlib
import hmac
import json
import os
import random
import sys

import pytest

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests
sys.path.insert(0, os.path.join(HERE, "..", "lib"))

from mikey.crypto import aes, hash, kdf
from mikey.crypto.soft import aes as aes_soft
from mikey.crypto.soft import sha1

with open(os.path.join(HERE, "vectors", "primitives.json")) as f:
    VECTORS = json.load(f)
unhex = bytes.fromhex


def derived(func, key, label, size):
    out = bytearray(size)
    kdf.derive(func, key, label, out)
    return out.hex()


@pytest.mark.parametrize("v", VECTORS["prf"])
def test_prf(v):
    got = derived(v["prf"], unhex(v["inkey"]), unhex(v["label"]), v["outkey_len"])
    assert got == v["outkey"]


@pytest.mark.parametrize("v", VECTORS["rfc3830_derivations"] + VECTORS["rfc6043_derivations"])
def test_derivations(v):
    out = unhex(v["outkey"])
    assert derived(v["prf"], unhex(v["inkey"]), unhex(v["label"]), len(out)) == v["outkey"]


@pytest.mark.parametrize("v", VECTORS["p_function"])
def test_p_function(v):
    func = 0 if v["hash"] == "sha1" else 1
    s = unhex(v["s"])
    assert len(s) <= 32  # one block of key: the PRF is P itself
    size = v["m"] * hashlib.new(v["hash"]).digest_size
    assert derived(func, s, unhex(v["label"]), size) == v["P"][: 2 * size]


def reference_prf(func, key, label, size):
    name = ("sha1", "sha256")[func]
    out = bytearray(size)
    for start in range(0, len(key), 32):
        s = key[start : start + 32]
        a = label
        stream = b""
        while len(stream) < size:
            a = hmac.new(s, a, name).digest()
            stream += hmac.new(s, a + label, name).digest()
        for i in range(size):
            out[i] ^= stream[i]
    return out.hex()


@pytest.mark.parametrize("func", (0, 1))
def test_prf_every_length(func):
    rng = random.Random(func)
    for n in list(range(1, 100)) + [128, 192, 255, 256]:
        key = rng.randbytes(n)
        label = rng.randbytes(rng.randrange(0, 80))
        size = rng.randrange(0, 200)
        assert derived(func, key, label, size) == reference_prf(func, key, label, size)


def test_prf_refuses():
    for func, key in ((2, b"k"), (-1, b"k"), (0, b"")):
        with pytest.raises(ValueError):
            kdf.derive(func, key, b"label", bytearray(4))


# RFC 2202 3 and RFC 4231 4: (key, data, HMAC-SHA-1, HMAC-SHA-256).
HMAC_CASES = (
    (
        b"Jefe",
        b"what do ya want for nothing?",
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ),
    (
        b"\xaa" * 20,
        b"\xdd" * 50,
        "125d7342b9ac11cd91a39af48aa17b4f63f175d3",
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    ),
    (
        b"\xaa" * 80,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "aa4ae5e15272d00e95705637ce8a3b55ed402112",
        None,
    ),
    (
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        None,
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
)


@pytest.mark.parametrize("case", HMAC_CASES)
def test_hmac_known(case):
    key, data, short, long = case
    for alg, want in ((1, short), (2, long)):
        if want:
            out = bytearray(hash.length(alg))
            hash.mac(alg, key, (data,), out)
            assert out.hex() == want


@pytest.mark.parametrize("alg", (1, 2))
def test_hmac_parts_and_views(alg):
    rng = random.Random(alg)
    n = hash.length(alg)
    name = ("sha1", "sha256")[alg - 1]
    for size in list(range(140)) + [1000, 4096]:
        key = rng.randbytes(rng.randrange(0, 150))
        data = rng.randbytes(size)
        cut = rng.randrange(size + 1)
        buf = bytearray(b"\x55" * (n + 2))
        parts = (memoryview(data)[:cut], b"", bytearray(data[cut:]))
        hash.mac(alg, memoryview(bytearray(key)), parts, memoryview(buf)[1 : n + 1])
        assert buf[1 : n + 1] == hmac.new(key, data, name).digest()
        assert buf[0] == buf[n + 1] == 0x55


def test_mac_lengths_and_refusals():
    assert [hash.length(a) for a in (0, 1, 2, 3, -1, 255)] == [0, 20, 32, -1, -1, -1]
    for alg, room in ((0, 40), (3, 40), (1, 19), (2, 31)):
        with pytest.raises(ValueError):
            hash.mac(alg, b"k", (b"d",), bytearray(room))


def test_equal_and_wipe():
    a = bytearray(range(40))
    b = bytes(range(10, 40))
    assert hash.equal(a, 10, b, 0, 30)
    assert hash.equal(a, 40, b, 30, 0)
    for i in range(30):
        c = bytearray(b)
        c[i] ^= 1 << (i & 7)
        assert not hash.equal(a, 10, c, 0, 30)
    for bad in ((11, 0, 30), (0, 1, 30), (-1, 0, 2), (0, -1, 2), (0, 0, -1)):
        with pytest.raises(ValueError):
            hash.equal(a, bad[0], b, bad[1], bad[2])
    hash.wipe(memoryview(a)[1:39])
    assert a == bytes([0] * 39 + [39])


@pytest.mark.parametrize("v", VECTORS["aes_cm"])
def test_aes_cm(v):
    plain = unhex(v["plaintext"])
    buf = bytearray(b"ab" + plain + b"z")
    aes.ctr(unhex(v["encr_key"]), unhex(v["iv"]), buf, 2, len(plain))
    assert buf == b"ab" + unhex(v["ciphertext"]) + b"z"
    aes.ctr(unhex(v["encr_key"]), unhex(v["iv"]), buf, 2, len(plain))
    assert buf == b"ab" + plain + b"z"


def test_aes_cm_counter_carries():
    # RFC 3686 has no such case: the low 16 bits of a MIKEY counter start at zero, but may wrap.
    key = bytes(range(16))
    buf = bytearray(48)
    aes.ctr(key, b"\x01" + b"\xff" * 15, buf, 0, 48)
    want = bytearray(48)
    for i, block in enumerate(
        (b"\x01" + b"\xff" * 15, b"\x02" + bytes(15), b"\x02" + bytes(14) + b"\x01")
    ):
        part = bytearray(16)
        aes_soft.Aes(key).encrypt(block, part)
        want[16 * i : 16 * i + 16] = part
    assert buf == want


def test_aes_refuses():
    for key, iv, start, n in (
        (15, 16, 0, 8),
        (16, 15, 0, 8),
        (24, 16, 0, 8),
        (16, 16, 1, 8),
        (16, 16, -1, 4),
    ):
        with pytest.raises(ValueError):
            aes.ctr(bytes(key), bytes(iv), bytearray(8), start, n)


# FIPS 197 appendix C: the plaintext is 00112233445566778899aabbccddeeff, the key 000102…
FIPS_197 = (
    (16, "69c4e0d86a7b0430d8cdb78070b4c55a"),
    (24, "dda97ca4864cdfe06eaf70a0ec0d7191"),
    (32, "8ea2b7ca516745bfeafc49904b496089"),
)


@pytest.mark.parametrize("case", FIPS_197)
def test_aes_soft(case):
    plain = unhex("00112233445566778899aabbccddeeff")
    box = aes_soft.Aes(bytes(range(case[0])))
    out = bytearray(16)
    box.encrypt(plain, out)
    assert out.hex() == case[1]
    box.decrypt(out, out)
    assert out == plain


def test_aes_soft_is_aes():
    rng = random.Random(1)
    for n in (16, 32):
        key = rng.randbytes(n)
        one = aes.encryptor(key)
        two = aes_soft.Aes(key)
        back = aes.decryptor(key)
        for _ in range(20):
            block = rng.randbytes(16)
            a = bytearray(16)
            b = bytearray(16)
            one.encrypt(block, a)
            two.encrypt(block, b)
            assert a == b
            back.decrypt(a, a)
            two.decrypt(b, b)
            assert a == b == block


@pytest.mark.parametrize("v", VECTORS["aes_kw_salt_iv"])
def test_keywrap(v):
    kek, iv, plain = unhex(v["kek"]), unhex(v["iv"]), unhex(v["plaintext"])
    buf = bytearray(b"a" + bytes(8) + plain + b"z")
    aes.wrap(kek, iv, buf, 1, len(plain))
    assert buf == b"a" + unhex(v["ciphertext"]) + b"z"
    assert aes.unwrap(kek, iv, buf, 1, len(plain))
    assert buf[9:] == plain + b"z"


# RFC 3394 4.1 and 4.6.
RFC_3394 = (
    (16, "00112233445566778899aabbccddeeff", "1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5"),
    (
        32,
        "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
        "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21",
    ),
)


@pytest.mark.parametrize("case", RFC_3394)
def test_keywrap_rfc3394(case):
    kek = bytes(range(case[0]))
    iv = b"\xa6" * 8
    plain = unhex(case[1])
    buf = bytearray(8) + plain
    aes.wrap(kek, iv, buf, 0, len(plain))
    assert buf.hex() == case[2]
    for i in range(len(buf)):
        bad = bytearray(buf)
        bad[i] ^= 0x10
        assert not aes.unwrap(kek, iv, bad, 0, len(plain))
        assert not any(bad)
    assert aes.unwrap(kek, iv, buf, 0, len(plain))
    assert buf[8:] == plain


def test_keywrap_refuses():
    for n, room in ((8, 64), (20, 64), (24, 31), (0, 64)):
        for call in (aes.wrap, aes.unwrap):
            with pytest.raises(ValueError):
                call(bytes(16), bytes(8), bytearray(room), 0, n)


def test_plain_sha1():
    rng = random.Random(2)
    for n in list(range(140)) + [1000]:
        data = rng.randbytes(n)
        h = sha1.sha1(data[: n // 3])
        h.update(memoryview(data)[n // 3 :])
        assert h.digest() == hashlib.sha1(data).digest()


def test_hash_face():
    assert hash.sha256(b"abc").digest() == hashlib.sha256(b"abc").digest()
