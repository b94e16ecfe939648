"""On a device: what ECCSI and SAKKE cost, and that the secrets do not show in the counts.

`spread` of the decapsulations is that of all that knows the key, w or r: the pairing, its value
and the power of g, over 100 random keys (lines) and exponents. The tests on R, which come before
them, know only the message and may vary.
"""

import gc
import json

import _qemu

from bench.device.measure import Repeating, measured, report
from mikey.crypto import eccsi, pairing_table, sakke
from mikey.crypto.kernel import kernel

_RUNS = 100
_slices = {kernel.sakke_pair: 32, kernel.sakke_lines: 8, kernel.sakke_power: 2}

with open("/host/host_tests/vectors/primitives.json") as f:
    _vectors = json.load(f)


def octets(vector):
    """Return a vector with its hex strings as octets."""
    out = {}
    for key, value in vector.items():
        if key != "source":
            out[key] = bytes.fromhex("0" * (len(value) & 1) + value)
    return out


def run(steps):
    """Exhaust a generator."""
    for _ in steps:
        pass


def smaller_than_p(buf, first, last):
    """Make numbers of 128 octets below p, whichever octet comes first."""
    for i in range(first, last, 128):
        buf[i] &= 0x7F
        buf[i + 127] &= 0x7F


def slices(function, *args):
    """Return the instructions of a computation that native calls do in slices."""
    total = 0
    for _ in range(_slices[function]):
        total += _qemu.count(function, *args)
    return total


def spread_of(pair, rest, secrets):
    """Return the largest difference of the counts of the pairing, its value and a power of g.

    `pair` is the kernel's function, called with a state, a secret and `rest`. Each native call is
    counted by itself: what the interpreter needs between them depends on its caches.
    """
    work = bytearray(kernel.sakke_size())
    w = bytearray(128)
    exponent = bytearray(128)
    entropy = Repeating()
    counts = set()
    for secret in secrets:
        entropy.fill(exponent)
        kernel.sakke_open(work, point)
        count = slices(pair, work, secret, *rest)
        count += _qemu.count(kernel.sakke_value, work, w)
        counts.add(count + slices(kernel.sakke_power, work, exponent, w))
        if kernel.sakke_power(work, exponent, w) != -1:
            raise AssertionError("the slices were not all counted")
    return max(counts) - min(counts)


def keys():
    """Yield random coordinates: what the arithmetic makes of them takes the time of any key."""
    entropy = Repeating()
    key = bytearray(257)
    for _ in range(_RUNS):
        entropy.fill(key)
        smaller_than_p(key, 1, 257)
        key[0] = 4
        yield key


v = octets(_vectors["eccsi"][0])
parts = (v["message"],)
if not eccsi.verify(v["kpak"], v["id"], parts, v["signature"]):
    raise AssertionError("a good signature is refused")
report(
    "eccsi.verify",
    measured(lambda: eccsi.verify(v["kpak"], v["id"], parts, v["signature"]))[0],
)

v = octets(_vectors["sakke"][0])
point = v["encapsulated"][:257]
ssv = bytearray(16)
plain = sakke.Receiver(v["Z"], v["id"], v["rsk"])


def decapsulate(receiver):
    """Open the vector's data; AssertionError unless its SSV comes out."""
    fault = receiver.decapsulate(v["encapsulated"], ssv)
    if fault or ssv != v["ssv"]:
        raise AssertionError("a good message is refused")


decapsulate(plain)
row = measured(lambda: decapsulate(plain))[0]
row["spread"] = spread_of(kernel.sakke_pair, (), keys())
report("sakke.decapsulate", row)

arith = sakke.Engine()


def pairing(steps, *args):
    """Pair the vector's point by `steps` and take the pairing's value; return it."""
    w = bytearray(128)
    arith.load_point(point)
    run(steps(*args))
    arith.value(w)
    return w


def check(w):
    """Do the tests on R and the power of g (RFC 6508 6.2.2 step 5)."""
    arith.load_point(point)
    run(arith.member_steps())
    run(arith.power_steps(v["r"], w))


paired = pairing(arith.pair_steps, v["rsk"])
report("sakke.pairing", measured(lambda: pairing(arith.pair_steps, v["rsk"]))[0])
check(paired)
report("sakke.check", measured(lambda: check(paired))[0])
lines = bytearray(pairing_table.LENGTH)
at = 0


def write(part):
    """Append to the file of lines."""
    global at
    lines[at : at + len(part)] = part
    at += len(part)


def make():
    """Make the lines of the vector's key on the device itself."""
    run(pairing_table.make_steps(v["Z"], v["id"], v["rsk"], arith.make_steps(v["rsk"]), write))


report("sakke.make_lines", measured(make)[0])
report("sakke.pairing_tables", measured(lambda: pairing(arith.line_steps, lines))[0])
quick = sakke.Receiver(v["Z"], v["id"], v["rsk"], lines)
decapsulate(quick)
row = measured(lambda: decapsulate(quick))[0]
if quick.lines_state != pairing_table.READY:
    raise AssertionError("the lines were not used")
quick = None
lines[:] = bytes(len(lines))
gc.collect()


def shifted():
    """Yield random lines: other numbers everywhere each time."""
    entropy = Repeating()
    number = bytearray(128)
    for _ in range(_RUNS):
        for i in range(_RUNS, 0, -1):
            lines[128 * i : 128 * i + 128] = lines[128 * i - 128 : 128 * i]
        entropy.fill(number)
        smaller_than_p(number, 0, 128)
        for i in range(128, len(lines) - 127, 12800):
            lines[i : i + 128] = number
        yield lines


row["spread"] = spread_of(kernel.sakke_lines, (128,), shifted())
report("sakke.decapsulate_tables", row)

count = measured(lambda: sakke.check_rsk(v["Z"], v["id"], v["rsk"], arith))
if not count[1]:
    raise AssertionError("a good key is refused")
report("sakke.check_rsk", count[0])
