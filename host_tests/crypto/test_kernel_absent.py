"""A native kernel that cannot be used counts as none, and the library says why."""

import os
import subprocess
import sys

import pytest

from support import unixport

ROOT = unixport.ROOT
APP = os.path.join(ROOT, "firmware", "app")
NATMODS = os.path.join(ROOT, "build", "natmod")
SCRIPT = (
    "from console import kernel_file\n"
    "from mikey.crypto import hash, kernel\n"
    "out = bytearray(20)\n"
    "hash.mac(1, b'key', (b'message',), out)\n"
    "used = 'damaged' if kernel_file.damaged else kernel.used\n"
    "print(used, kernel.kernel is None, out[0])\n"
)
FIRST = 0x20  # octet of the HMAC


def on_unix_port(folder):
    out = unixport.run("-c", SCRIPT, path=[str(folder), APP], timeout=60).strip()
    used, absent, first = out.rsplit(" ", 2)
    assert first == str(FIRST)
    return used, absent == "True"


def natmod(arch):
    path = os.path.join(NATMODS, arch, "_mikey.mpy")
    if not os.path.exists(path):
        if os.environ.get("CI") == "true":
            pytest.fail("make natmod first")
        pytest.skip("make natmod first")
    with open(path, "rb") as file:
        return file.read()


def test_none_and_a_good_one(tmp_path):
    assert on_unix_port(tmp_path) == ("python", True)
    (tmp_path / "_mikey.mpy").write_bytes(natmod("x64"))
    assert on_unix_port(tmp_path) == ("native", False)


@pytest.mark.parametrize("arch", ["armv6m", "armv7m", "armv7emsp", "rv32imc"])
def test_of_another_chip(tmp_path, arch):
    (tmp_path / "_mikey.mpy").write_bytes(natmod(arch))
    assert on_unix_port(tmp_path) == ("python: the kernel is of another chip or MicroPython", True)


def test_damaged(tmp_path):
    """Cut anywhere, or with an octet changed: not what it was when it was built."""
    good = natmod("x64")
    changed = bytearray(good)
    changed[len(good) // 2] ^= 1
    cuts = [good[:n] for n in (0, 1, 3, 10, 31, 32, 33, 100, len(good) - 32, len(good) - 1)]
    for octets in [*cuts, bytes(changed), good + b"\0", b"x" * 40000]:
        (tmp_path / "_mikey.mpy").write_bytes(octets)
        assert on_unix_port(tmp_path) == ("damaged", True), len(octets)


@pytest.mark.parametrize(
    "text, used",
    [
        ("", "python: the kernel is of another version"),
        ("interface_0 = 1", "python: the kernel is of another version"),
        ("raise RuntimeError", "python: the kernel is damaged"),
        ("raise MemoryError", "python: no memory for the kernel"),
        ("1 +", "python: the kernel is damaged"),
        ("import nothing_of_that_name", "python"),
    ],
)
def test_of_another_version_or_broken(tmp_path, text, used):
    (tmp_path / "_mikey.py").write_text(text)
    assert on_unix_port(tmp_path) == (used, True)
    path = os.pathsep.join([os.path.join(ROOT, "lib"), APP, str(tmp_path)])
    out = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=dict(os.environ, PYTHONPATH=path), timeout=60,
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert out.strip() == "%s True %d" % (used, FIRST)
