"""libsrtp encrypts and decrypts with the keys of a call: what one side seals, the other reads."""

import struct

import pytest
from pylibsrtp import Error, Policy, Session

from mikey import srtp
from support.peers import ALICE, BOB, phone

PROFILES = {
    "AES_CM_128_HMAC_SHA1_80": Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
    "AES_CM_128_HMAC_SHA1_32": Policy.SRTP_PROFILE_AES128_CM_SHA1_32,
    "AEAD_AES_128_GCM": Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    "AEAD_AES_256_GCM": Policy.SRTP_PROFILE_AEAD_AES_256_GCM,
}
TAG = {"AES_CM_128_HMAC_SHA1_80": 10, "AES_CM_128_HMAC_SHA1_32": 4}  # AES-GCM: 16
SSRCS = (b"\xf7\x06\x8d\xee", b"\x00\x00\x00\x01")


def agreed(suite, **options):
    """Return the streams of both sides of a call of two crypto sessions."""
    alice, bob = phone(ALICE, BOB), phone(BOB, ALICE)
    call = alice.offer("psk", BOB, [(ssrc, suite) for ssrc in SSRCS], **options)
    answered = bob.receive(bytes(call.message))
    if answered.reply is not None:
        alice.finish(call, bytes(answered.reply))
    return call.streams, answered.streams


def session(stream):
    """Return libsrtp's session for one of our streams."""
    name = srtp.name(stream.policy)
    policy = Policy(
        key=bytes(stream.tek) + bytes(stream.salt),
        ssrc_type=Policy.SSRC_SPECIFIC,
        ssrc_value=int.from_bytes(stream.ssrc, "big"),
        srtp_profile=PROFILES[str(name)],
    )
    return Session(policy=policy)


def packet(stream, sequence, payload=b"hello, this is voice"):
    return struct.pack(">BBHI", 0x80, 0, sequence, 160 * sequence) + stream.ssrc + payload


@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize("suite", PROFILES)
def test_packets_cross(suite, verify):
    ours, theirs = agreed(suite, verify=verify)
    assert [s.ssrc for s in ours] == list(SSRCS)
    for one, other in ((ours[0], theirs[0]), (theirs[1], ours[1])):
        sender, receiver = session(one), session(other)
        for sequence in range(3):
            plain = packet(one, sequence)
            sealed = sender.protect(plain)
            assert len(sealed) == len(plain) + TAG.get(suite, 16)
            assert plain[12:] not in sealed
            assert receiver.unprotect(sealed) == plain
        rtcp = struct.pack(">BBH", 0x80, 201, 1) + one.ssrc
        assert receiver.unprotect_rtcp(sender.protect_rtcp(rtcp)) == rtcp


@pytest.mark.parametrize("suite", PROFILES)
def test_what_is_tampered_with_is_refused(suite):
    [ours, other], [theirs, _] = agreed(suite)
    sealed = session(ours).protect(packet(ours, 1))
    for at in (1, 12, len(sealed) - 1):
        spoilt = bytearray(sealed)
        spoilt[at] ^= 1
        with pytest.raises(Error):
            session(theirs).unprotect(bytes(spoilt))
    receiver = session(theirs)
    receiver.unprotect(sealed)
    with pytest.raises(Error):
        receiver.unprotect(sealed)  # a replay
    # The other crypto session of the call has keys of its own.
    assert (bytes(other.tek), bytes(other.salt)) != (bytes(ours.tek), bytes(ours.salt))


@pytest.mark.parametrize("suite", PROFILES)
def test_calls_share_no_keys(suite):
    [ours, _], _ = agreed(suite)
    _, [theirs, _] = agreed(suite)
    with pytest.raises(Error):
        session(theirs).unprotect(session(ours).protect(packet(ours, 1)))
