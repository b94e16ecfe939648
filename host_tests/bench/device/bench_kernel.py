"""On a device: what the arithmetic costs from the Python call, and that it takes one count alone.
"""

from bench.device import modular
from bench.device.measure import KEY, Repeating, measured, report, spread
from mikey.crypto import dh, hash, kdf

_SECRETS = 200


def numbers(n, count):
    """Return `count` numbers of `n` octets below every modulus with its top bit set."""
    source = Repeating()
    made = []
    for _ in range(count):
        number = bytearray(n)
        source.fill(number)
        number[0] &= 0x7F
        made.append(number)
    return made


def multiplication(bits):
    """Report one Montgomery multiplication: the difference of two chains, divided by its length.
    """
    n = bits // 8
    a, b, p = numbers(n, 3)
    p[0] |= 0x80
    p[n - 1] |= 1
    out = bytearray(n)
    modular.chain(p, a, b, 10, out)
    short, _ = measured(lambda: modular.chain(p, a, b, 10, out))
    long, _ = measured(lambda: modular.chain(p, a, b, 110, out))
    long["instructions"] = (long["instructions"] - short["instructions"]) // 100
    report("mont%d" % bits, long)


def exponentiation(name, base):
    """Report 1536-bit base^x with 256-bit x, and the spread over random secrets."""
    work = dh.Exponentiation(0)
    out = bytearray(192)

    def power(x):
        work.start(x, base)
        while not work.step():
            pass
        work.result(out)

    secrets = numbers(32, _SECRETS)
    power(secrets[0])
    row, _ = measured(lambda: power(secrets[0]))
    row["instructions"], row["spread"] = spread(power, secrets)
    report(name, row)


def comparison():
    """Report the comparison of a MAC with good and bad ones, and the spread."""
    good = bytearray(20)
    others = numbers(20, _SECRETS) + [bytearray(20)]

    def equal(other):
        hash.equal(good, 0, other, 0, 20)

    row, _ = measured(lambda: equal(good))
    row["instructions"], row["spread"] = spread(equal, others)
    report("mac.equal", row)


def derivation(name, func):
    """Report the derivation of a 16-octet key."""
    label = bytearray(25)
    out = bytearray(16)
    report(name, measured(lambda: kdf.derive(func, KEY, label, out))[0])


multiplication(1024)
multiplication(1536)
exponentiation("dh1536.pow256", bytes(numbers(192, 1)[0]))
exponentiation("dh1536.base2", None)
comparison()
derivation("prf.mikey1", 0)
derivation("prf.sha256", 1)
