"""SAKKE vectors received (host_tests/modes/test_sakke_build.py builds them on the host).

Also what RFC 6509 says beyond single messages: forking, group, deferred delivery, key periods.
"""

from conformance.data import octets, same, vectors
from conformance.peers import check_streams, handset, messages, set_clock
from mikey import MikeyError
from mikey.credentials.sakke import KeyRing

_RSA = "sakke-09-rsa-signature"  # host only: host_tests/modes/test_certificates.py
_SCENES = ["forking", "deferred", "deferred too late", "expiry", "kept in the store", "months"]
_DAY = 86400


def cases():
    """Return the names: each vector received, and the scenes."""
    names = [v["name"] for v in vectors("sakke")["vectors"] if v["name"] != _RSA]
    return names + _SCENES


def run(case):
    """Run one case."""
    if case in _SCENES:
        _SCENE[case](vectors("sakke")["vectors"][0])
        return
    for vector in vectors("sakke")["vectors"]:
        if vector["name"] == case:
            _receive(vector)
            return
    raise KeyError(case)


def keyed(phone, inputs):
    """Give `phone` the keys of a vector's responder."""
    ring = phone.keyring = KeyRing(phone.store)
    kms_i, kms_r = inputs["kms_initiator"], inputs["kms_responder"]
    z = octets(kms_r["public_Z"])
    own = octets(kms_i["kpak"])
    ring.add_kms(_name(kms_i), z, own)
    if kms_r["id"] != kms_i["id"]:
        ring.add_kms(_name(kms_r), z, own)
    return ring


def _name(kms):
    return (kms["id"] or "kms:only").encode()


def ready(inputs, clock=None):
    """Return the responder of a vector with its keys, taken as validated.

    The vectors give the responder an RSK but no signing pair of its own: the key enters the
    ring beside `add_user`; what `add_user` checks is tested in host_tests/modes/test_keyring.py.
    """
    from mikey.credentials.sakke import UserKeys

    phone = handset(inputs["responder_id"], clock or inputs["receiver_clock"])
    ring = keyed(phone, inputs)
    uri = inputs["responder_uri"].encode()
    kms = ring.find_kms(_name(inputs["kms_responder"]))
    rsk = octets(inputs["sakke"]["rsk"])
    period = inputs["month"].encode()
    identity = octets(inputs["responder_identifier"])
    ring.users.append(UserKeys(uri, period, identity, kms, rsk, bytes(32), bytes(65)))
    return phone


def with_id(vector):
    """Return the inputs of a vector, the responder's identity as other modes have it."""
    inputs = dict(vector["inputs"])
    uri = inputs["responder_uri"]
    inputs["responder_id"] = {"data": uri.encode().hex(), "text": uri}
    return inputs


def _receive(vector):
    inputs = with_id(vector)
    phone = ready(inputs)
    call = phone.receive(messages(vector)["I_MESSAGE"])
    same(call.csb_id.hex(), inputs["csb_id"], "CSB ID")
    same(call.peer, inputs["initiator_uri"].encode(), "peer")
    same(call.vouched_by, ("kms", _name(inputs["kms_initiator"])), "vouched by")
    same(call.reply, None, "reply")
    check_streams(call.streams, vector["outputs"])


def _shifted(ntp, seconds):
    """Return NTP octets `seconds` later (may be negative)."""
    value = int.from_bytes(octets(ntp)[:4], "big") + seconds
    return (value & 0xFFFFFFFF).to_bytes(4, "big") + octets(ntp)[4:]


def _fails(action, reason):
    try:
        action()
    except MikeyError as error:
        same(error.reason, reason, "reason")
    else:
        raise AssertionError("accepted, should be " + reason)


def _forking(vector):
    """Every device that holds the RSK opens the same message (RFC 6509 2.3)."""
    message = messages(vector)["I_MESSAGE"]
    for _ in range(2):
        check_streams(ready(with_id(vector)).receive(message).streams, vector["outputs"])


def _deferred(vector):
    """A stored message opens days later, as often as wanted, within its key period (2.5)."""
    inputs = with_id(vector)
    now = inputs["receiver_clock"]["now_ntp"]
    later = dict(inputs["receiver_clock"], now_ntp=_shifted(now, 3 * _DAY).hex())
    phone = ready(inputs, later)
    message = messages(vector)["I_MESSAGE"]
    _fails(lambda: phone.receive(message), "stale")
    for _ in range(2):
        call = phone.receive(message, stored=octets(now))
        check_streams(call.streams, vector["outputs"])
    _fails(lambda: phone.receive(message, stored=_shifted(now, 301)), "stale")


def _too_late(vector):
    """On the third day of the next month the old keys are gone (3.3)."""
    inputs = with_id(vector)
    now = inputs["receiver_clock"]["now_ntp"]
    later = dict(inputs["receiver_clock"], now_ntp=_shifted(now, 40 * _DAY).hex())
    phone = ready(inputs, later)
    message = messages(vector)["I_MESSAGE"]
    _fails(lambda: phone.receive(message, stored=octets(now)), "wrong-key-period")
    same(len(phone.keyring.users), 1, "users")  # a clock may be wrong: no message wipes a key
    set_clock(phone, now)
    check_streams(phone.receive(message, stored=octets(now)).streams, vector["outputs"])


def _expiry(vector):
    """Old keys are wiped on time, and not before (3.3)."""
    inputs = with_id(vector)
    ring = ready(inputs).keyring
    first = bytes.fromhex("d116b580") + bytes(4)  # 2011-03-01 00:00:00 UTC
    second_ends = bytes.fromhex("d119587f") + bytes(4)
    third = bytes.fromhex("d1195880") + bytes(4)
    for now, count in ((first, 1), (second_ends, 1), (third, 0)):
        ring.expire(now)
        same(len(ring.users), count, "users")


def _kept(vector):
    """What the ring holds outlives a restart."""
    phone = ready(with_id(vector))
    phone.keyring._save_user(0, phone.keyring.users[0])
    again = KeyRing(phone.store)
    same(again.users[0].rsk, phone.keyring.users[0].rsk, "RSK")
    same(again.domains[0].kpak, phone.keyring.domains[0].kpak, "KPAK")
    phone.keyring = again
    call = phone.receive(messages(vector)["I_MESSAGE"])
    check_streams(call.streams, vector["outputs"])
    again.wipe()
    same(KeyRing(phone.store).users, [], "users")


def _months(vector):
    """Without keys of the month of T there is one clear error."""
    inputs = with_id(vector)
    phone = ready(inputs)
    phone.keyring.users[0].period = b"2011-01"
    _fails(lambda: phone.receive(messages(vector)["I_MESSAGE"]), "wrong-key-period")


_SCENE = {
    "forking": _forking,
    "deferred": _deferred,
    "deferred too late": _too_late,
    "expiry": _expiry,
    "kept in the store": _kept,
    "months": _months,
}
