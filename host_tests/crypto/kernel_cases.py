"""Cases for the native kernel and the faces over it, with answers from Python's own."""

import hmac
import json
import os
import random

from mikey.crypto import dh

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests

with open(os.path.join(HERE, "vectors", "primitives.json")) as f:
    VECTORS = json.load(f)
PRIMES = {v["group"]: int(v["p"], 16) for v in VECTORS["dh"]}


def octets(value, size=None):
    """The JSON form of octets, or of a number in `size` octets."""
    if size is not None:
        value = value.to_bytes(size, "big")
    return {"x": bytes(value).hex()}


def edges(rng, p, size):
    """A number below p: often one at an edge."""
    return (
        rng.choice(
            [
                0,
                1,
                2,
                p - 1,
                p - 2,
                rng.randrange(p),
                rng.randrange(p),
                p >> 1,
                1 << (8 * size - 1) if p >> (8 * size - 1) > 1 else 3,
            ]
        )
        % p
    )


def mod_cases(rng, count):
    for i in range(count):
        size = 32 * (1 + i % 6)
        p = rng.choice([rng.getrandbits(8 * size), (1 << (8 * size)) - 1, 1 << (8 * size - 1)])
        p |= 1 | 1 << (8 * size - 1)
        a, b = edges(rng, p, size), edges(rng, p, size)
        pre = [octets(p, size), octets(a, size)]
        room = {"out": size}
        yield [
            "mod_multiply",
            [*pre, octets(b, size), room],
            (a * b % p).to_bytes(size, "big").hex(),
        ]
        e = rng.choice([0, 1, 2, 3, 65537, rng.getrandbits(40)])
        want = pow(a, e, p).to_bytes(size, "big").hex()
        yield ["mod_power", [*pre, octets(e, 5), room], want]
        times = rng.randrange(6)
        want = a * pow(b * pow(1 << (8 * size), -1, p), times, p) % p
        want = want.to_bytes(size, "big").hex()
        yield ["mod_chain", [*pre, octets(b, size), times, room], want]


def dh_cases(rng, count, long=True):
    for i in range(count):
        group = i % 3
        p = PRIMES[group]
        size = dh.length(group)
        n = rng.choice([1, 2, 3, 4, 5, 6, 32, 33, 40, size if long else 32])
        x = rng.choice(
            [bytes(n), b"\xff" * n, rng.randbytes(n), rng.randbytes(n), rng.randbytes(n)]
        )
        steps = rng.choice([0, 0, 1, 7])
        e = int.from_bytes(x, "big")
        want = pow(2, e, p).to_bytes(size, "big").hex()
        yield ["dh", [group, None, octets(x), steps, size], want]
        y = rng.choice(
            [2, 3, p - 1, p - 2, p >> 1, rng.randrange(p), rng.getrandbits(8 * size - 9)]
        )
        want = pow(y, e, p).to_bytes(size, "big").hex()
        yield ["dh", [group, octets(y, size), octets(x), steps, size], want]


def hash_cases(rng, count):
    for i in range(count):
        alg = 1 + i % 2
        name = ("sha1", "sha256")[alg - 1]
        size = (20, 32)[alg - 1]
        key = rng.randbytes(rng.choice([0, 1, 16, 20, 32, 63, 64, 65, 130]))
        parts = [
            rng.randbytes(rng.choice([0, 1, 55, 56, 63, 64, 65, 119, 120, 300]))
            for _ in range(rng.randrange(4))
        ]
        want = hmac.new(key, b"".join(parts), name).hexdigest()
        yield ["mac", [alg, octets(key), [octets(part) for part in parts], {"out": size}], want]
        a = bytearray(rng.randbytes(48))
        b = bytearray(a)
        yield ["equal", [octets(a), 3, octets(b), 3, 40], True]
        b[3 + i % 40] ^= 1 << (i & 7)
        yield ["equal", [octets(a), 3, octets(b), 3, 40], False]
    for v in VECTORS["prf"]:
        room = {"out": v["outkey_len"]}
        yield ["prf", [v["prf"], {"x": v["inkey"]}, {"x": v["label"]}, room], v["outkey"]]


def valid_cases():
    for group, p in PRIMES.items():
        size = dh.length(group)
        for y in (0, 1, 2, 3, p - 3, p - 2, p - 1, p, p + 1, (1 << (8 * size)) - 1, p >> 1):
            buf = b"\xff\x00\xff" + y.to_bytes(size, "big") + b"\xff"
            yield ["dh_valid", [group, octets(buf), 3], 2 <= y <= p - 2]


def all_cases(seed, scale):
    rng = random.Random(seed)
    cases = list(valid_cases()) + list(hash_cases(rng, 10 * scale))
    cases += list(mod_cases(rng, 6 * scale)) + list(dh_cases(rng, 3 * scale, scale > 4))
    for v in VECTORS["dh"]:
        size = dh.length(v["group"])
        for secret, other, own in (("xi", "dhr", "dhi"), ("xr", "dhi", "dhr")):
            x = {"x": v[secret]}
            cases.append(["dh", [v["group"], None, x, 0, size], v[own]])
            cases.append(["dh", [v["group"], {"x": v[other]}, x, 0, size], v["tgk"]])
    return cases
