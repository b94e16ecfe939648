"""SAKKE vectors both ways: received on every runtime, built octet for octet where the KMS side is.

Also what RFC 6509 says beyond single messages: forking, group, deferred delivery, key periods.
"""

from data import octets, same, vectors
from peers import check_streams, handset, messages
from psk import fill_terms

from mikey import MikeyError
from mikey.keyring import KeyRing
from mikey.modes.terms import Terms

_RSA = "sakke-09-rsa-signature"  # host only: host_tests/test_certificates.py
_SCENES = ["forking", "deferred", "deferred too late", "expiry", "kept in the store", "months"]
_DAY = 86400


def cases():
    """Return the names: each vector received, each vector built, and the scenes."""
    names = [v["name"] for v in vectors("sakke")["vectors"] if v["name"] != _RSA]
    return [name + way for name in names for way in ("/receive", "/build")] + _SCENES


def run(case):
    """Run one case."""
    if case in _SCENES:
        _SCENE[case](vectors("sakke")["vectors"][0])
        return
    name, way = case.split("/")
    for vector in vectors("sakke")["vectors"]:
        if vector["name"] == name:
            (_receive if way == "receive" else _build)(vector)
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

    The vectors give the responder an RSK but no signing pair of its own, so that the key enters the
    ring beside `add_user`; what `add_user` checks is tested in host_tests/test_keyring.py.
    """
    from mikey.keyring import UserKeys

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
    """Return the inputs of a vector with the responder's identity in the common form."""
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
    same(call.reply, None, "reply")
    check_streams(call.streams, vector["outputs"])


def _build(vector):
    from mikey_kms.caller import build
    from mikey_kms.sender import encapsulate, sign

    inputs = vector["inputs"]
    eccsi = inputs["eccsi"]
    terms = Terms(inputs["responder_uri"].encode())
    terms.v = 0
    terms.prf = inputs["prf"]
    terms.csb[:] = octets(inputs["csb_id"])
    terms.rand = octets(inputs["rand"])
    fill_terms(terms, dict(inputs, v_flag=0))
    idrs = [(i["role"], i["id_type"], octets(i["data"])) for i in inputs["idr_payloads"]]
    identity = octets(inputs["responder_identifier"])
    z = octets(inputs["kms_responder"]["public_Z"])
    sealed = encapsulate(octets(inputs["sakke"]["ssv"]), identity, z)
    same(sealed.hex(), inputs["sakke"]["encapsulated_data"], "Encapsulated Data")

    def signer(message):
        keys = octets(eccsi["ssk"]), octets(eccsi["pvt"]), octets(eccsi["hs"])
        return sign(message, *keys, j=int(eccsi["j"], 16))

    same(build(terms, idrs, sealed, signer).hex(), vector["messages"][0]["hex"], "I_MESSAGE")


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
    rsk = phone.keyring.users[0].rsk
    message = messages(vector)["I_MESSAGE"]
    _fails(lambda: phone.receive(message, stored=octets(now)), "wrong-key-period")
    same(phone.keyring.users, [], "users")
    same(rsk, bytearray(257), "RSK")


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
