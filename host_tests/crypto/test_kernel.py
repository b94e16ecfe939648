"""The native kernel and the faces over it, against Python's integers and hashlib."""

import json
import os
import random
import shutil

import pytest

from bench.device import modular
from crypto.kernel_cases import PRIMES, VECTORS, all_cases, mod_cases, valid_cases
from mikey.crypto import dh
from mikey.crypto.soft import dh as dh_ints
from support import emulator, unixport

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests
ROOT = os.path.dirname(HERE)
NATMODS = os.path.join(ROOT, "build", "natmod")
HOST = os.path.join(NATMODS, "x64")
SCRIPT = os.path.join(HERE, "crypto", "kernel_device.py")

needs_natmod = pytest.mark.skipif(
    not os.path.exists(os.path.join(HOST, "_mikey.mpy")), reason="the natmod is not built"
)
needs_image = pytest.mark.skipif(
    not os.path.exists(emulator.IMAGE), reason="the image is not built"
)


def checked(output, cases):
    """Whether the script reported nothing but a count of all cases and its refusals."""
    lines = output.strip().split("\n")
    assert len(lines) == 1, output
    assert lines[0].endswith(" checked")
    assert int(lines[0].split()[0]) > len(cases) + 40


@pytest.fixture
def folder():
    """A folder inside the project, which a device sees as /host/build/…"""
    path = os.path.join(ROOT, "build", "kernel_checks")
    os.makedirs(path, exist_ok=True)
    return path


@needs_natmod
def test_natmod_in_the_unix_port(folder):
    cases = all_cases(1, 20)
    path = os.path.join(folder, "unix.json")
    with open(path, "w") as file:
        json.dump(cases, file)
    checked(unixport.run(SCRIPT, path, "_mikey", path=[HOST]), cases)


def on_the_device(folder, name, module):
    cases = all_cases(2, 3)
    with open(os.path.join(folder, name), "w") as file:
        json.dump(cases, file)
    args = ["/host/build/kernel_checks/" + name, module]
    status, output = emulator.run_script(SCRIPT, heap="3m", args=args, timeout=120)
    assert status == 0, output
    checked(output, cases)


@needs_image
def test_kernel_of_the_image(folder):
    on_the_device(folder, "image.json", "_mikey")


@needs_image
@pytest.mark.parametrize("arch", ["armv7emsp", "armv7m", "armv6m"])
def test_natmod_on_the_device(folder, arch):
    # A Cortex-M4 runs the code of the smaller ones. Another name: the image's own _mikey would
    # come first.
    natmod = os.path.join(NATMODS, arch, "_mikey.mpy")
    if not os.path.exists(natmod):
        pytest.skip("the natmod is not built")
    shutil.copy(natmod, os.path.join(folder, "nat_" + arch + ".mpy"))
    on_the_device(folder, arch + ".json", "nat_" + arch)


def exponentiate(module, group, x, base=None):
    work = module.Exponentiation(group)
    work.start(x, base)
    count = 1
    while not work.step():
        count += 1
    out = bytearray(dh.length(group))
    work.result(out)
    return bytes(out), count


@pytest.mark.parametrize("v", VECTORS["dh"])
def test_dh_on_ints(v):
    group = v["group"]
    for secret, other, own in (("xi", "dhr", "dhi"), ("xr", "dhi", "dhr")):
        x = bytes.fromhex(v[secret])
        got, count = exponentiate(dh_ints, group, x)
        assert got.hex() == v[own]
        assert count > 10
        assert exponentiate(dh_ints, group, x, bytes.fromhex(v[other]))[0].hex() == v["tgk"]


def test_dh_on_ints_random():
    rng = random.Random(3)
    for group, p in PRIMES.items():
        size = dh.length(group)
        for n in (1, 2, 31, 32, 40):
            for x in (bytes(n), b"\xff" * n, rng.randbytes(n)):
                y = rng.randrange(2, p - 1)
                want = pow(y, int.from_bytes(x, "big"), p).to_bytes(size, "big")
                assert exponentiate(dh_ints, group, x, y.to_bytes(size, "big"))[0] == want


def test_dh_face():
    assert [dh.length(g) for g in (-1, 0, 1, 2, 3, 255)] == [0, 192, 96, 128, 0, 0]
    for _, (group, buf, off), want in valid_cases():
        assert dh.valid(group, bytes.fromhex(buf["x"]), off) is want
        assert dh_ints.valid(group, bytes.fromhex(buf["x"]), off) is want
    for group, size, off in ((0, 191, 0), (0, 192, 1), (0, 300, -1), (3, 300, 0), (-1, 300, 0)):
        assert dh.valid(group, b"\x7f" * size, off) is False
    for wrong in (-1, 3):
        with pytest.raises(ValueError):
            dh.Exponentiation(wrong)
    work = dh.Exponentiation(1)
    for x, base in ((b"", None), (bytes(97), None), (b"x", bytes(95))):
        with pytest.raises(ValueError):
            work.start(x, base)
    work.start(b"secret")
    with pytest.raises(ValueError):
        work.result(bytearray(96))
    work.wipe()
    with pytest.raises(ValueError):
        work.result(bytearray(96))


def test_modular_on_ints():
    rng = random.Random(4)
    for name, args, want in mod_cases(rng, 30):
        call = getattr(modular, name[4:])
        out = bytearray(len(want) // 2)
        call(*[bytes.fromhex(a["x"]) if isinstance(a, dict) else a for a in args[:-1]], out)
        assert out.hex() == want
    p = b"\xff" * 31 + b"\xfd"
    for bad in (
        (p, p, bytes(32), bytearray(32)),
        (p, bytes(31), bytes(32), bytearray(32)),
        (p, bytes(32), bytes(32), bytearray(31)),
        (bytes(32), bytes(32), bytes(32), bytearray(32)),
    ):
        with pytest.raises(ValueError):
            modular.multiply(*bad)


FACES = """
import sys
from bench.device import modular
from mikey.crypto import dh, hash, kdf
from mikey.crypto.kernel import kernel
assert (kernel is None) is (sys.argv[1] == "ints")
x = bytes(range(77, 109))
for group in range(3):
    size = dh.length(group)
    half = bytearray(size)
    work = dh.Exponentiation(group, bytearray(dh.state_length(group)))
    for base in (None, half):
        work.start(x, base)
        while not work.step():
            pass
        work.result(half)
    print(bytes(half)[:16], dh.valid(group, half, 0), dh.valid(group, bytes(size), 0))
for size in (32, 40, 96, 192):
    p = b"\\xff" * size
    out = bytearray(size)
    a = bytes(range(size))
    modular.multiply(p, a, a, out)
    modular.power(p, out, b"abc", out)
    modular.chain(p, out, a, 3, out)
    print(bytes(out)[:16])
for alg in (1, 2):
    out = bytearray(hash.length(alg))
    hash.mac(alg, b"key", (x, memoryview(x)), out)
    print(bytes(out))
    kdf.derive(alg - 1, x + b"1", b"label", out)
    print(bytes(out), hash.equal(out, 0, out, 0, 20))
    hash.wipe(out)
    print(any(out))
"""


@needs_natmod
def test_faces_agree_with_and_without_kernel():
    with_kernel = unixport.run("-c", FACES, "kernel", path=[HOST])
    assert with_kernel == unixport.run("-c", FACES, "ints")
    assert with_kernel.count("\n") == 13


@needs_natmod
def test_kernel_allocates_nothing():
    script = """
import gc
from mikey.crypto import dh, hash, kdf
import _mikey
state = bytearray(dh.state_length(0))
half = bytearray(b"\\x02" * 192)
key = bytes(20)
parts = (half, state)
tag = bytearray(20)
work = dh.Exponentiation(0, state)
def run():
    work.start(key, half)
    while not work.step():
        pass
    work.result(half)
    work.start(key)
    while not work.step():
        pass
    work.result(half)
    dh.valid(0, half, 0)
    hash.mac(1, key, parts, tag)
    kdf.derive(0, key, tag, half)
    hash.equal(half, 0, half, 0, 192)
    hash.wipe(half)
run()
gc.collect()
gc.disable()
before = gc.mem_alloc()
run()
print(gc.mem_alloc() - before)
"""
    assert unixport.run("-c", script, path=[HOST]) == "0\n"


COUNTS = """
import sys
import _qemu
from mikey.crypto import dh, hash
at = 1
def secret(buf):
    global at
    for i in range(len(buf)):
        at = (at * 1103 + 12345) & 0xFFFFF
        buf[i] = at >> 7 & 255
x = bytearray(32)
y = bytearray(192)
out = bytearray(192)
work = dh.Exponentiation(0)
def power():
    work.start(x, y)
    while not work.step():
        pass
    work.result(out)
def base2():
    work.start(x)
    while not work.step():
        pass
    work.result(out)
def compare():
    hash.equal(x, 0, y, 0, 32)
secret(y)
def values(rounds):
    made = []
    for i in range(rounds):
        secret(x)
        if i == 1:
            x[:] = bytes(32)
        if i == 2:
            x[:] = b"\\xff" * 32
        y[0] = 0x7F
        y[1:33] = x
        if i & 1:
            y[i % 32] ^= 1
        made.append((bytes(x), bytes(y)))
    return made
def spread(action, rounds):
    # The same code in every round: the interpreter's cache of look-ups is filled by the first.
    counts = []
    made = values(rounds)
    for one, other in made[:3] + made:
        x[:] = one
        y[:] = other
        counts.append(_qemu.count(action))
    print(len(set(counts[3:])), min(counts))
spread(power, 12)
spread(base2, 12)
spread(compare, 200)
"""


@needs_image
def test_counts_are_one_number(folder):
    # The bench does 200 secrets; these are the edges and a few more.
    path = os.path.join(folder, "counts.py")
    with open(path, "w") as file:
        file.write(COUNTS)
    status, output = emulator.run_script(path)
    assert status == 0, output
    rows = [line.split() for line in output.strip().split("\n")]
    assert [row[0] for row in rows] == ["1", "1", "1"], output
    assert int(rows[0][1]) < 2200000
    assert int(rows[1][1]) < 1700000
