"""Pairing lines found by name: on the host, and in ROMFS of the emulated device, read in place."""

import json
import subprocess
import sys

import pytest

from mikey.credentials import identifier
from mikey.credentials.sakke import KeyRing
from mikey.crypto import pairing_table
from mikey.crypto.pairing_table import LineFiles
from mikey.crypto.soft.sakke import encapsulate
from mikey.drivers.store import MemoryStore
from support.emulator import ROOT, run_script

URI, PERIOD = "tel:+15550001", "2026-01"
SSV = bytes(range(16))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return (folder of the line file, file of requests), made by the command a user types."""
    folder = tmp_path_factory.mktemp("lines")
    requests = folder / "keys.jsonl"
    program = ROOT + "/firmware/scripts/device/provision.py"
    command = [sys.executable, program, "--new", str(requests)]
    command += ["--user", URI, "--period", PERIOD, "-o", str(folder / "rom")]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "rom", requests


def ring_of(requests, folder):
    """Return a key ring with the requested keys, its lines looked for in `folder`."""
    kms, keys = [json.loads(line) for line in requests.read_text().splitlines()]
    ring = KeyRing(MemoryStore(), LineFiles(str(folder)))
    ring.add_kms(kms["uri"].encode(), bytes.fromhex(kms["z"]), bytes.fromhex(kms["kpak"]))
    secrets = [bytes.fromhex(keys[name]) for name in ("rsk", "ssk", "pvt")]
    ring.add_user(URI.encode(), PERIOD.encode(), *secrets)
    return ring


def data_for(ring):
    """Return Encapsulated Data for the user of `ring`."""
    name = identifier.identifier(PERIOD.encode(), URI.encode())
    return encapsulate(SSV, name, ring.domains[0].z)


def opened(ring):
    """Open data for the user; return the SSV."""
    out = bytearray(16)
    assert ring.users[0].receiver.decapsulate(data_for(ring), out) == 0
    return bytes(out)


def test_found_and_used(made):
    ring = ring_of(made[1], made[0])
    assert ring.users[0].receiver.lines_state == pairing_table.READY
    assert opened(ring) == SSV


def test_absent(made, tmp_path):
    ring = ring_of(made[1], tmp_path)
    assert ring.users[0].receiver.lines_state == pairing_table.MISSING
    assert opened(ring) == SSV


def test_damaged(made, tmp_path):
    name = next(made[0].glob("*.mksl"))
    octets = bytearray(name.read_bytes())
    octets[5000] ^= 1
    (tmp_path / name.name).write_bytes(octets)
    ring = ring_of(made[1], tmp_path)
    assert opened(ring) == SSV
    assert ring.users[0].receiver.lines_state == pairing_table.DAMAGED


def test_in_romfs_of_the_device(made, tmp_path):
    image = tmp_path / "rom.img"
    command = [ROOT + "/.venv/bin/mpremote", "romfs", "--no-mpy", "-o", str(image), "build"]
    subprocess.run([*command, str(made[0])], check=True, capture_output=True)
    requests = tmp_path / "keys.jsonl"
    sent = {"data": data_for(ring_of(made[1], made[0])).hex(), "ssv": SSV.hex()}
    requests.write_text(made[1].read_text() + json.dumps(sent) + "\n")
    script = tmp_path / "rom_lines.py"
    script.write_text(open(ROOT + "/host_tests/device/rom_lines.py").read())
    args = [str(image.stat().st_size), "/host/keys.jsonl"]
    status, output = run_script(
        str(script), heap="256k", mount=str(tmp_path), args=args, romfs=str(image)
    )
    assert status == 0, output
    assert output.split("\n")[:4] == ["copied False", "state True", "fault 0", "ssv True"]
