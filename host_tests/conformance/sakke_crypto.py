"""ECCSI, SAKKE and key validation from octets (RFC 6507, RFC 6508 Appendix A and more), with and
without lines, and what must be refused. Devices with the kernel and Python ints must agree.
"""

from conformance.data import octets, same, vectors
from mikey import errors
from mikey.crypto import eccsi, pairing_table, sakke

_PARTS = ("sign", "refuse", "keys", "open", "lines", "reject")


def cases():
    """Return the names: a part and the number of a vector; points and negative messages."""
    names = []
    for i in range(3):
        names += ["%s/%d" % (part, i) for part in _PARTS]
    return names + ["points"] + ["negative/" + name for name in _NEGATIVE]


_NEGATIVE = (
    "r-order-2-added",
    "r-random-full-order",
    "r-negated",
    "other-recipient",
    "other-kms-z",
)


def run(case):
    """Run one case."""
    part, _, which = case.partition("/")
    if part == "points":
        _points()
    elif part == "negative":
        _negative("sakke-neg-" + which)
    else:
        kind = "eccsi" if part in ("sign", "refuse") else "sakke"
        vector = {}
        for key, value in vectors("primitives")[kind][int(which)].items():
            if key != "source":
                vector[key] = octets("0" * (len(value) & 1) + value)
        globals()["_" + part](vector)


def _sign(v):
    parts = (v["message"],)
    same(eccsi.verify(v["kpak"], v["id"], parts, v["signature"]), True, "signature")
    same(eccsi.verify(v["kpak"], v["id"], parts, v["also_valid_negated_s"]), True, "negated s")
    hs = bytearray(32)
    same(eccsi.check_ssk(v["kpak"], v["id"], v["ssk"], v["pvt"], hs), True, "SSK")
    same(bytes(hs), v["hs"], "HS")
    same(eccsi.point_ok(v["pvt"]), True, "PVT")


def _flipped(data, bit):
    out = bytearray(data)
    out[bit >> 3] ^= 1 << (bit & 7)
    return bytes(out)


def _refuse(v):
    good = v["signature"]
    top = b"\xff" * 32
    bad = [_flipped(good, bit) for bit in (0, 7, 255, 256, 300, 511, 512, 515, 600, 1031)]
    bad += [bytes(32) + good[32:], good[:32] + bytes(32) + good[64:], bytes(64) + good[64:]]
    bad += [top + good[32:], good[:32] + top + good[64:], good[:128], good + b"\0", b""]
    bad += [good[:64] + b"\4" + bytes(64), good[:65] + top + good[97:]]
    for i, signature in enumerate(bad):
        if eccsi.verify(v["kpak"], v["id"], (v["message"],), signature):
            raise AssertionError("accepted bad signature %d" % i)
    ok = v["kpak"], v["id"], v["ssk"], v["pvt"]
    for i in range(4):
        args = list(ok)
        args[i] = _flipped(args[i], 8 * len(args[i]) - 3)
        same(eccsi.check_ssk(*args), False, "changed key material %d" % i)
    same(eccsi.check_ssk(ok[0], ok[1], bytes(32), ok[3]), False, "SSK 0")
    same(eccsi.check_ssk(ok[0], ok[1], top, ok[3]), False, "SSK above q")


def _points():
    for bad in (b"", b"\4", b"\4" + bytes(64), b"\4" + b"\xff" * 64, b"\2" + bytes(64)):
        same(eccsi.point_ok(bad), False, "point")


def _keys(v):
    z, identity, rsk = v["Z"], v["id"], v["rsk"]
    same(sakke.check_rsk(z, identity, rsk), True, "RSK")
    for args, fault in (
        ((z, identity + b"\0", rsk), errors.BAD_USER_KEY),
        ((z, identity, _flipped(rsk, 2055)), errors.BAD_USER_KEY),
        ((z, identity, z), errors.BAD_USER_KEY),
        ((z, identity, rsk[:256]), errors.BAD_USER_KEY),
        ((_flipped(z, 1000), identity, rsk), errors.BAD_KMS),
        ((b"\4" + bytes(256), identity, rsk), errors.BAD_KMS),
        ((rsk, identity, rsk), errors.BAD_USER_KEY),
    ):
        same(sakke.Receiver(*args).check(), fault, "bad key")


def _decapsulate(receiver, data):
    ssv = bytearray(b"\1" * 16)
    return receiver.decapsulate(data, ssv), bytes(ssv)


def _open(v):
    receiver = sakke.Receiver(v["Z"], v["id"], v["rsk"])
    same(_decapsulate(receiver, v["encapsulated"]), (errors.NONE, v["ssv"]), "SSV")
    same(receiver.lines_state, pairing_table.MISSING, "state")


def _file(v):
    out = bytearray(pairing_table.LENGTH)
    at = 0

    def write(part):
        nonlocal at
        out[at : at + len(part)] = part
        at += len(part)

    last = 0
    parts = sakke.Engine().make_steps(v["rsk"])
    for done, total in pairing_table.make_steps(v["Z"], v["id"], v["rsk"], parts, write):
        if not last < done <= total:
            raise AssertionError("progress")
        last = done
    same((at, last), (pairing_table.LENGTH, 2562), "length")
    return out


def _lines(v):
    good = (errors.NONE, v["ssv"])
    lines = _file(v)
    receiver = sakke.Receiver(v["Z"], v["id"], v["rsk"], lines)
    same(_decapsulate(receiver, v["encapsulated"]), good, "SSV")
    same(receiver.lines_state, pairing_table.READY, "state")
    # not on a boundary of four octets
    odd = memoryview(bytearray(1) + lines)[1:]
    same(
        _decapsulate(sakke.Receiver(v["Z"], v["id"], v["rsk"], odd), v["encapsulated"]),
        good,
        "odd",
    )
    odd = None
    failed = _decapsulate(receiver, _flipped(v["encapsulated"], 2100))
    same(failed, (errors.SAKKE_FAILED, bytes(16)), "bad hint")
    same(receiver.lines_state, pairing_table.VERIFIED, "state after a failure")
    lines[200000] ^= 4
    receiver = sakke.Receiver(v["Z"], v["id"], v["rsk"], lines)
    same(_decapsulate(receiver, v["encapsulated"]), good, "SSV without lines")
    same(receiver.lines_state, pairing_table.DAMAGED, "state")
    lines[200000] ^= 4
    other = sakke.Receiver(v["Z"], v["id"] + b"\0", v["rsk"], lines)
    same(other.lines_state, pairing_table.OTHER_KEY, "state")


def _reject(v):
    receiver = sakke.Receiver(v["Z"], v["id"], v["rsk"])
    data = v["encapsulated"]
    failed = (errors.SAKKE_FAILED, bytes(16))
    for bit in (8, 1031, 1032, 2055, 2056, 2183):
        same(_decapsulate(receiver, _flipped(data, bit)), failed, "bit %d" % bit)
    for bad in (b"\4" + b"\xff" * 272, b"\4" + bytes(272)):
        same(_decapsulate(receiver, bad), failed, "no point")
    for bad in (b"", data[:272], data + b"\0", b"\2" + data[1:]):
        same(_decapsulate(receiver, bad), (errors.BAD_SAKKE, bytes(16)), "no data")
    same(_decapsulate(receiver, data), (errors.NONE, v["ssv"]), "SSV")


def _payload(message):
    at = message.find(b"\x01\x01\x01\x11\x04") + 4
    return message[at : at + 273]


def _negative(name):
    base = vectors("negative_sakke")["bases"]["sakke-neg-base"]
    inputs = base["inputs"]
    receiver = sakke.Receiver(
        octets(inputs["kms_responder"]["public_Z"]),
        octets(inputs["responder_identifier"]),
        octets(inputs["sakke"]["rsk"]),
    )
    good = _payload(octets(base["messages"][0]["hex"]))
    same(_decapsulate(receiver, good), (errors.NONE, octets(inputs["sakke"]["ssv"])), "SSV")
    for vector in vectors("negative_sakke")["vectors"]:
        if vector["name"] == name:
            bad = _payload(octets(vector["hex"]))
            same(_decapsulate(receiver, bad), (errors.SAKKE_FAILED, bytes(16)), name)
            return
    raise KeyError(name)
