"""The scenes: one call each. A further mode is one more entry in SCENES.

A scene names the mode that both handsets must have, and a function that makes the call:
`run(paper, cast) -> Call`, the handsets being reset by it.
"""

import os

from demo import sakke as demo_sakke
from demo.call import Call, make
from demo.handsets import ntp_now


class Cast:
    """Who plays: the Handsets `device` and `host`, and the KMS's `domain` (demo_sakke.Domain)."""

    def __init__(self, device, host, domain):
        self.device = device
        self.host = host
        self.domain = domain


class Scene:
    """A call to show. `mode` is the name in the console's `hello`, `run` what shows it."""

    def __init__(self, title, mode, run):
        self.title = title
        self.mode = mode
        self.run = run


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


def psk_from_device(paper, cast):
    """Pre-shared key, the device calls."""
    suite = "AES_CM_128_HMAC_SHA1_80"
    return shared_key_call(paper, cast.device, cast.host, "psk", suite, verify=True)


def psk_to_device(paper, cast):
    """Pre-shared key with SHA-256, the device is called."""
    suite = "AEAD_AES_128_GCM"
    options = {"verify": True, "mac": "sha256", "prf": "sha256"}
    return shared_key_call(paper, cast.host, cast.device, "psk", suite, **options)


def dhhmac_from_device(paper, cast):
    """Diffie-Hellman authenticated by the shared key, the device calls."""
    return shared_key_call(paper, cast.device, cast.host, "dhhmac", "AES_CM_128_HMAC_SHA1_80")


def dhhmac_to_device(paper, cast):
    """Diffie-Hellman authenticated by the shared key, the device is called."""
    return shared_key_call(paper, cast.host, cast.device, "dhhmac", "AEAD_AES_128_GCM")


def sakke_to_device(paper, cast):
    """MIKEY-SAKKE, the device is called and has nothing but its keys."""
    suite = "AES_CM_128_HMAC_SHA1_80"
    return demo_sakke.call(paper, cast.device, cast.domain, demo_sakke.PLAIN, suite)


def sakke_with_lines(paper, cast):
    """MIKEY-SAKKE, the device has the line coefficients of its key."""
    suite = "AEAD_AES_128_GCM"
    return demo_sakke.call(paper, cast.device, cast.domain, demo_sakke.QUICK, suite)


SCENES = [
    Scene("Pre-shared key: the device calls", "psk", psk_from_device),
    Scene("Pre-shared key, SHA-256: the device is called", "psk", psk_to_device),
    Scene("Diffie-Hellman: the device calls", "dhhmac", dhhmac_from_device),
    Scene("Diffie-Hellman: the device is called", "dhhmac", dhhmac_to_device),
    Scene("MIKEY-SAKKE: the device is called", "sakke", sakke_to_device),
    Scene("MIKEY-SAKKE, tables in ROM: the device is called", "sakke", sakke_with_lines),
]
