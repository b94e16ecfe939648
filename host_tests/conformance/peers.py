"""Handsets in the state that a vector describes, and their results held against it."""

from conformance.data import octets, same
from mikey import Handset
from mikey.drivers import TRUSTED, Drivers
from mikey.drivers.simulation import FixedEntropy, StandingClock
from mikey.drivers.store import MemoryStore

SECURE = ("null",)


def handset(own, clock, entropy=b"", counter=None):
    """Return a handset called `own` (identity dict) at `clock` (receiver_clock dict)."""
    now = StandingClock(octets(clock["now_ntp"]))
    drivers = Drivers(FixedEntropy(entropy), now, MemoryStore(), counter)
    return Handset(drivers, octets(own["data"]), skew=clock.get("skew_seconds", 300))


def granted(initiator, offer, secure=False):
    # type: (Any, Any, bool) -> Any
    """Return the Call that `initiator` (of a mode) makes of `offer` (mikey.offer.Offer)."""
    initiator.context.secure = secure
    same(initiator.build(offer), 0, "fault")
    initiator.context.secure = False
    initiator.commit(offer)
    return offer.call or offer.made


def set_clock(phone, ntp):
    """Set the clock of `phone` to `ntp` (hex)."""
    phone.clock.set(octets(ntp), TRUSTED)


def messages(vector):
    """Return the messages of a vector: {label: octets}."""
    return {m["label"]: octets(m["hex"]) for m in vector["messages"]}


def check_streams(streams, expected):
    """Hold the streams of a call against `outputs` of a vector (RFC 3830 4.1.3)."""
    rows = []
    for session in expected["crypto_sessions"]:
        for key in session["keys"]:
            rows.append((session, key))
    same(len(streams), len(rows), "streams")
    for stream, (session, key) in zip(streams, rows):
        same(stream.cs, session["cs_id"], "CS ID")
        same(bytes(stream.tek).hex(), key["tek"], "TEK")
        same(None if stream.salt is None else bytes(stream.salt).hex(), key["salt"], "salt")
        if session.get("ssrc"):
            same(stream.ssrc, session["ssrc"].to_bytes(4, "big"), "SSRC")
        if "roc" in session:
            same(stream.roc, session["roc"].to_bytes(4, "big"), "ROC")
        kv = key["kv"]
        same(stream.mki, octets(kv["spi"]) if kv["type"] == "spi" else None, "MKI")
        if kv["type"] == "interval":
            same(stream.valid, (octets(kv["from"]), octets(kv["to"])), "validity")
        else:
            same(stream.valid, None, "validity")
