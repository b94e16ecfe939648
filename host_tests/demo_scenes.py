"""The scenes: one call each. A further mode is one more entry in SCENES.

A scene names the mode that both handsets must have, and a function that makes the call:
`run(paper, device, host) -> Call`, the handsets being reset by it.
"""

import os
import time

from demo_call import Call, make

_NTP_EPOCH = 2208988800  # seconds from 1900 to 1970


class Scene:
    """A call to show. `mode` is the name in the console's `hello`, `run` what shows it."""

    def __init__(self, title, mode, run):
        self.title = title
        self.mode = mode
        self.run = run


def ntp_now():
    """Return the time as the console's `clock` takes it: 16 hex digits, NTP-UTC."""
    now = time.time()
    return "%08x%08x" % ((int(now) + _NTP_EPOCH) & 0xFFFFFFFF, int(now % 1 * (1 << 32)))


def share_key(first, second):
    """Prepare two handsets that share a new pre-shared key of 128 bits."""
    key = os.urandom(16).hex()
    ntp = ntp_now()
    for handset, other in ((first, second), (second, first)):
        handset.prepare(
            [
                {"do": "clock", "ntp": ntp},
                {"do": "identity", "uri": handset.uri},
                {"do": "psk", "peer": other.uri, "key": key},
            ]
        )


def shared_key_call(paper, caller, callee, mode, suite, **options):
    """Show a call between handsets that share a key; return its Call."""
    share_key(caller, callee)
    return make(Call(paper, caller, callee, mode, suite, options))


def psk_from_device(paper, device, host):
    """Pre-shared key, the device calls."""
    suite = "AES_CM_128_HMAC_SHA1_80"
    return shared_key_call(paper, device, host, "psk", suite, verify=True)


def psk_to_device(paper, device, host):
    """Pre-shared key with SHA-256, the device is called."""
    suite = "AEAD_AES_128_GCM"
    options = {"verify": True, "mac": "sha256", "prf": "sha256"}
    return shared_key_call(paper, host, device, "psk", suite, **options)


def dhhmac_from_device(paper, device, host):
    """Diffie-Hellman authenticated by the shared key, the device calls."""
    return shared_key_call(paper, device, host, "dhhmac", "AES_CM_128_HMAC_SHA1_80")


def dhhmac_to_device(paper, device, host):
    """Diffie-Hellman authenticated by the shared key, the device is called."""
    return shared_key_call(paper, host, device, "dhhmac", "AEAD_AES_128_GCM")


SCENES = [
    Scene("Pre-shared key: the device calls", "psk", psk_from_device),
    Scene("Pre-shared key, SHA-256: the device is called", "psk", psk_to_device),
    Scene("Diffie-Hellman: the device calls", "dhhmac", dhhmac_from_device),
    Scene("Diffie-Hellman: the device is called", "dhhmac", dhhmac_to_device),
]
