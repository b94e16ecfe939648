"""Installing on stock firmware by ROMFS; deploying onto its file system is in test_deploy.py."""

import os

import pytest

from support import emulator
from support.make_calls import needs_built, script
from support.suites import ALL, parse

ROOT = emulator.ROOT
DEVICE = os.path.join(ROOT, "host_tests", "device")
KERNEL = os.path.join(ROOT, "build", "natmod", "armv7emsp", "_mikey.mpy")
SECONDS = 300


@pytest.fixture(scope="module", autouse=True)
def parts():
    needs_built(emulator.STOCK, "stock")
    needs_built(KERNEL, "natmod")


# ROMFS


@pytest.fixture(scope="module")
def romfs(tmp_path_factory):
    """An image with the whole library, made for the emulated chip."""
    status, said = script("package/romfs.py", "--board", "QEMU_M4", "--package", "all")
    assert status == 0, said
    return os.path.join(ROOT, "build", "romfs", "QEMU_M4-all.romfs")


@pytest.mark.parametrize("suite", ["psk", "dhhmac"])
def test_conformance_from_romfs(romfs, suite):
    status, output = emulator.run_script(
        os.path.join(DEVICE, "installed.py"),
        heap="3m",
        args=[str(os.path.getsize(romfs)), suite],
        romfs=romfs,
        image=emulator.STOCK,
    )
    names = [name for of, name in ALL if of == suite]
    assert output.startswith("kernel _mikey\n"), output[-500:]
    assert parse(output, names) == dict.fromkeys(names, "")
    assert status == 0, output[-500:]


@pytest.mark.parametrize(
    "name", ["device/deploy.py", "package/romfs.py", "device/provision_device.py"]
)
def test_no_device_is_one_line(name, tmp_path):
    own = tmp_path / "own.jsonl"
    own.write_text('{"do": "identity", "uri": "sip:bob@example.com"}')
    words = {"device/deploy.py": [], "package/romfs.py": ["--board", "RPI_PICO", "--deploy"],
             "device/provision_device.py": [str(own)]}[name]
    status, said = script(name, "--port", str(tmp_path / "nothing"), *words)
    assert status == 1
    last = said.splitlines()[-1]
    assert "no board with MicroPython on " + str(tmp_path / "nothing") in last
    assert "Traceback" not in said
