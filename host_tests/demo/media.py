"""Voice between two handsets: RTP protected by libsrtp, over UDP on the loopback interface."""

import math
import socket
import struct

import pylibsrtp

from demo.handsets import DemoError

_PROFILES = {
    "AES_CM_128_HMAC_SHA1_80": pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_80,
    "AES_CM_128_HMAC_SHA1_32": pylibsrtp.Policy.SRTP_PROFILE_AES128_CM_SHA1_32,
    "AEAD_AES_128_GCM": pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
    "AEAD_AES_256_GCM": pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_256_GCM,
}
_SAMPLES = 160  # 20 ms of G.711
_PCMU = 0  # payload type, RFC 3551
_HEADER = 12
_BIAS = 132  # of μ-law
_WAIT_SECONDS = 5


def mu_law(sample):
    """Return a 16-bit sample as one octet of G.711 μ-law."""
    sign = 0x80 if sample < 0 else 0
    level = min(abs(sample), 32635) + _BIAS
    segment = level.bit_length() - 8
    return ~(sign | segment << 4 | level >> (segment + 3) & 15) & 0xFF


def voice(count, hertz):
    """Return `count` pieces (bytes) of 20 ms of a tone."""
    wave = [
        mu_law(int(8000 * math.sin(2 * math.pi * hertz * i / 8000)))
        for i in range(count * _SAMPLES)
    ]
    return [bytes(wave[i : i + _SAMPLES]) for i in range(0, len(wave), _SAMPLES)]


def packet(ssrc, sequence, payload):
    """Return an RTP packet (RFC 3550 5.1); `ssrc` is a number."""
    stamp = sequence * _SAMPLES
    return struct.pack("!BBHII", 0x80, _PCMU, sequence, stamp & 0xFFFFFFFF, ssrc) + payload


class Port:
    """One side's UDP socket and its SRTP sessions."""

    def __init__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(_WAIT_SECONDS)
        self.number = self._socket.getsockname()[1]
        self._sending = self._receiving = None
        self.ssrc = 0

    def open(self, sending, receiving, suite):
        """Start SRTP with the handset's streams (console objects) of either direction."""
        self.ssrc = int(sending["ssrc"], 16)
        self._sending = _session(sending, suite)
        self._receiving = _session(receiving, suite)

    def protect(self, sequence, payload):
        """Return `payload` as a protected packet of this side."""
        if self._sending is None:
            raise DemoError("SRTP has not begun")
        plain = packet(self.ssrc, sequence, payload)
        sealed = self._sending.protect(plain)
        if sealed[_HEADER : len(plain)] == payload:
            raise DemoError("libsrtp sends the voice in the clear")
        return sealed

    def send(self, sealed, port):
        """Send a protected packet to another Port."""
        self._socket.sendto(sealed, ("127.0.0.1", port.number))

    def receive(self):
        """Return the RTP payload of the next packet; None when libsrtp refuses it."""
        if self._receiving is None:
            raise DemoError("SRTP has not begun")
        try:
            sealed = self._socket.recv(2048)
        except OSError:
            raise DemoError("a UDP packet is lost on the loopback interface") from None
        try:
            return self._receiving.unprotect(sealed)[_HEADER:]
        except pylibsrtp.Error:
            return None

    def close(self):
        """Close the socket."""
        self._socket.close()


def _session(stream, suite):
    # pylibsrtp takes master key and master salt joined.
    policy = pylibsrtp.Policy(
        key=bytes.fromhex(stream["tek"] + stream["salt"]),
        ssrc_type=pylibsrtp.Policy.SSRC_SPECIFIC,
        ssrc_value=int(stream["ssrc"], 16),
        srtp_profile=_PROFILES[suite],
    )
    return pylibsrtp.Session(policy)


def talk(speaker, listener, count, hertz, first=1):
    """Send `count` packets of a tone from Port to Port; return the octets of one on the wire.

    DemoError unless each is decrypted to what was said.
    """
    length = 0
    for i, said in enumerate(voice(count, hertz)):
        sealed = speaker.protect(first + i, said)
        length = len(sealed)
        speaker.send(sealed, listener)
        if listener.receive() != said:
            raise DemoError("packet %d was not decrypted to what was said" % (first + i))
    return length


def tamper(speaker, listener, sequence):
    """Send a packet with one bit of its voice changed, and then as it was.

    DemoError unless the first is refused and the second decrypted.
    """
    said = voice(1, 440)[0]
    sealed = speaker.protect(sequence, said)
    changed = bytearray(sealed)
    changed[_HEADER + _SAMPLES // 2] ^= 1
    speaker.send(bytes(changed), listener)
    if listener.receive() is not None:
        raise DemoError("a tampered SRTP packet was accepted")
    speaker.send(sealed, listener)
    if listener.receive() != said:
        raise DemoError("the packet as it was sent was refused")
