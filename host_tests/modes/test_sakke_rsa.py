"""A SAKKE I_MESSAGE with an RSA signature and its certificate, on the host (RFC 6509 2.2.1)."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

from conformance.data import vectors
from conformance.peers import check_streams, messages
from conformance.sakke import _RSA, ready, with_id
from mikey import MikeyError
from mikey_host.certificates import Certificates

PKI = json.loads((Path(__file__).parent.parent / "vectors" / "pki.json").read_text())
VECTOR = next(v for v in vectors("sakke")["vectors"] if v["name"] == _RSA)
MESSAGE = messages(VECTOR)["I_MESSAGE"]


def phone(anchors):
    """Return the vector's responder, which trusts the certificates named `anchors`."""
    made = ready(with_id(VECTOR))
    if anchors is not None:
        made.certificates = Certificates([certificate(name) for name in anchors])
    return made


def certificate(name):
    return bytes.fromhex(PKI["certs_der"][name])


def test_received_under_its_ca():
    call = phone(["root"]).receive(MESSAGE)
    check_streams(call.streams, VECTOR["outputs"])
    word, subject, anchor = call.vouched_by
    assert word == "certificate" and subject != anchor
    assert subject.startswith("CN=") and anchor.startswith("CN=")


def test_refused_under_another_anchor():
    with pytest.raises(MikeyError) as caught:
        phone(["mallory"]).receive(MESSAGE)
    assert caught.value.reason == "certificate"


def test_refused_where_no_certificate_is_trusted():
    with pytest.raises(MikeyError) as caught:
        phone(None).receive(MESSAGE)
    assert caught.value.reason == "signature-field"


@pytest.mark.parametrize("position", [-1, 30, 200])
def test_tampered(position):
    spoilt = bytearray(MESSAGE)
    spoilt[position] ^= 1
    with pytest.raises(MikeyError):
        phone(["root"]).receive(spoilt)
