"""Messages of many payloads: up to 32 are indexed, one more is refused as too long; no reader of a
message raises anything but MikeyError.
"""

import json

from conformance.data import octets, same, vectors
from conformance.peers import handset
from mikey import MikeyError, errors
from mikey.inspect.explain import explain
from mikey.wire.message import Message

MOST = 32
_SIGN = 4
_LONGEST = 65535  # octets that a message may have
_ID = {"data": "7369703a626f62406578616d706c652e636f6d"}
_CLOCK = {"now_ntp": "ee6b280000000000"}


def cases():
    """Return the names: one a payload that can stand more than once in a row."""
    return [v["name"] for v in vectors("payloads")["vectors"] if _repeats(v)] + ["all kinds"]


def _repeats(v):
    return v["payload"] not in ("Hdr", "KeyData") and v["payload_type"] != _SIGN


def run(name):
    """Run one case."""
    rows = [v for v in vectors("payloads")["vectors"] if _repeats(v)]
    if name != "all kinds":
        rows = [v for v in rows if v["name"] == name]
    kinds = bytes([v["payload_type"] for v in rows])
    bodies = [octets(v["hex"])[1:] for v in rows]
    phone = handset(_ID, _CLOCK)
    phone.psks.add(b"sip:alice@example.com", bytes(16))
    for n in (0, 1, 2, 15, 16, 17, 18, MOST - 1, MOST, MOST + 1, MOST + 2, 100, 255, 256, 400):
        chosen = bytes([i % len(rows) for i in range(n)])
        made, starts = chain(kinds, bodies, chosen)
        fault = errors.TOO_LONG if n > MOST else errors.NONE
        _index(made, fault, kinds, chosen, starts)
        _read(phone, made, fault)


def chain(kinds, bodies, chosen, data_type=0):
    """Return (a message of the payloads `chosen`, where each begins).

    `bodies` are payloads without their Next payload field, `chosen` gives their numbers. What
    would be longer than a message can be is left out.
    """
    made = bytearray(b"\x01\x00\x00\x00abcd\x00\x01")
    made[1] = data_type
    made[2] = kinds[chosen[0]] if chosen else 0
    starts = []
    for i in range(len(chosen)):
        body = bodies[chosen[i]]
        if len(made) + 1 + len(body) > _LONGEST:
            break
        starts.append(len(made))
        made.append(kinds[chosen[i + 1]] if i + 1 < len(chosen) else 0)
        made.extend(body)
    return made, starts


def _index(made, fault, kinds, chosen, starts):
    index = Message()
    same(index.scan(made, len(made)), fault, "fault of %d" % len(chosen))
    if fault:
        return
    same(index.count, len(chosen), "payloads")
    totals = {}
    for i in range(index.count):
        kind = kinds[chosen[i]]
        totals[kind] = totals.get(kind, 0) + 1
        same(index.kinds[i], kind, "kind")
        same(index.starts[i], starts[i], "start")
        same(index.ends[i], starts[i + 1] if i + 1 < len(starts) else len(made), "end")
    for kind in totals:
        same(index.total(kind), totals[kind], "total")
        found = []
        at = index.find(kind)
        while at >= 0:
            found.append(at)
            at = index.find(kind, at)
        same(found, [i for i in range(len(chosen)) if kinds[chosen[i]] == kind], "found")


def _read(phone, made, fault):
    for data_type in (0, 1, 6, 7, 8, 26, 2, 11):
        made[1] = data_type
        got = phone.check(made)
        if fault:
            same(got, fault, "check")
        elif not got:
            raise AssertionError("accepted")
        try:
            phone.receive(made)
        except MikeyError as error:
            if fault:
                same(error.fault, fault, "receive")
        else:
            raise AssertionError("received")
    try:
        rows = explain(made, len(made))
        json.dumps(rows)
    except MikeyError as error:
        same(error.fault, fault, "explain")
    else:
        same(fault, errors.NONE, "explained")
