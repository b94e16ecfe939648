"""The provisioning command: good keys give files that a receiver uses, bad ones a message."""

import importlib.util
import json
import os

import pytest

from mikey import errors
from mikey.crypto import pairing_table, sakke
from mikey.crypto.soft import sakke as sender

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PATH = os.path.join(ROOT, "firmware", "scripts", "device", "provision.py")
_spec = importlib.util.spec_from_file_location("provision", PATH)
assert _spec and _spec.loader
provision = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(provision)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return (requests, folder of the files) of a new KMS with one user."""
    folder = tmp_path_factory.mktemp("provision")
    keys = folder / "keys.jsonl"
    arguments = ["--new", str(keys), "--user", "tel:+1-555-0001", "--period", "2026-01"]
    assert provision.main([*arguments, "-o", str(folder / "out")]) == 0
    return [json.loads(line) for line in keys.read_text().splitlines()], folder / "out"


def test_the_file_is_used(made):
    (kms, entry), folder = made
    (path,) = list(folder.iterdir())
    assert path.name == "15550001-2026-01.mksl"
    assert path.stat().st_mode & 0o077 == 0
    z, rsk = bytes.fromhex(kms["z"]), bytes.fromhex(entry["rsk"])
    identity = b"2026-01\0tel:+15550001\0"
    receiver = sakke.Receiver(z, identity, rsk, path.read_bytes())
    assert receiver.lines_state == pairing_table.READY
    ssv = bytearray(16)
    data = sender.encapsulate(b"sixteen octets!!", identity, z)
    assert receiver.decapsulate(data, ssv) == errors.NONE
    assert ssv == b"sixteen octets!!"
    assert receiver.lines_state == pairing_table.READY


def _other(text):
    return text[:-1] + ("0" if text[-1] != "0" else "1")


@pytest.mark.parametrize(
    "which, field, value, says",
    [
        (0, "z", _other, "RSK"),
        (0, "kpak", _other, "SSK"),
        (1, "rsk", _other, "RSK"),
        (1, "ssk", _other, "SSK"),
        (1, "pvt", _other, "SSK"),
        (1, "period", "2026-02", "RSK"),
        (1, "period", "2026-13", "period"),
        (1, "period", "2026/01", "period"),
        (1, "uri", "tel:+15550002", "RSK"),
        (1, "uri", "sip:alice@example.com", "tel URI"),
        (1, "rsk", "zz", "no hex"),
        (1, "rsk", None, "no hex"),
    ],
)
def test_refusals(made, tmp_path, capsys, which, field, value, says):
    requests = [dict(r) for r in made[0]]
    old = requests[which][field]
    requests[which][field] = value(old) if callable(value) else value
    keys = tmp_path / "keys.jsonl"
    keys.write_text("\n".join(json.dumps(r) for r in requests))
    assert provision.main([str(keys), "-o", str(tmp_path / "out")]) == 1
    error = capsys.readouterr().err
    assert says in error and "line 2" in error
    for secret in (requests[1]["rsk"], requests[1]["ssk"]):
        assert not secret or secret not in error
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("text", ["{", "[]", '{"x": 1}', '{"do": "keys"}'])
def test_malformed_input(tmp_path, capsys, text):
    keys = tmp_path / "keys.jsonl"
    keys.write_text("\n" + text + "\n")
    assert provision.main([str(keys), "-o", str(tmp_path / "out")]) == 1
    assert "line 2" in capsys.readouterr().err


def test_missing_file(tmp_path, capsys):
    assert provision.main([str(tmp_path / "none"), "-o", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.startswith("provision: ")
