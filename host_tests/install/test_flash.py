"""`make flash`: the tool for each board, what is said before it runs, how it fails."""

import os
import stat
import subprocess
import sys

import pytest

from support.project_scripts import FOLDER, device_form, flash

PYTHON = sys.executable


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """Make the folder with the only tools there are; each notes its words and obeys a file."""
    folder = tmp_path / "tools"
    folder.mkdir()

    def install(*names, status=0):
        for name in names:
            path = folder / name
            path.write_text('#!/bin/sh\necho "$0" "$@" >>%s/ran\necho no board here\nexit %d\n'
                            % (tmp_path, status))
            path.chmod(path.stat().st_mode | stat.S_IXUSR)

    monkeypatch.setenv("PATH", str(folder))
    return install


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "image"
    path.write_bytes(b"image")
    return str(path)


def ran(tmp_path):
    """Return the command lines that ran, without folders of tools."""
    text = (tmp_path / "ran").read_text()
    return [os.path.basename(line.split(" ", 1)[0]) + " " + line.split(" ", 1)[1]
            for line in text.splitlines()]


@pytest.mark.parametrize(
    ("board", "tool", "words"),
    [
        ("RPI_PICO", "picotool", "load -x {image}"),
        ("RPI_PICO2", "picotool", "load -x {image}"),
        ("NUCLEO_H563ZI", "dfu-util", "-a 0 -D {image}"),
        ("NUCLEO_H563ZI", "st-flash", "--reset --format ihex write {image}"),
        ("NUCLEO_H563ZI", "STM32_Programmer_CLI", "-c port=SWD -w {image} -v -rst"),
        ("ESP32_GENERIC_S3", "esptool.py",
         "--chip esp32s3 --port ttyX --baud 460800 write_flash -z 0 {image}"),
        ("ESP32_GENERIC_C3", "esptool",
         "--chip esp32c3 --port ttyX --baud 460800 write_flash -z 0 {image}"),
        ("PCA10056", "nrfutil",
         "device program --firmware {image} --options reset=RESET_SYSTEM"),
        ("PCA10056", "pyocd", "flash -t nrf52840 {image}"),
        ("PCA10056", "openocd", "-f interface/jlink.cfg -c transport select swd "
         "-f target/nrf52.cfg -c program {image} verify reset exit"),
        ("PCA10056", "nrfjprog", "--program {image} --sectorerase --verify --reset"),
    ],
)  # fmt: skip
def test_the_tool_runs(tools, image, tmp_path, capsys, board, tool, words):
    tools(tool)
    port = "ttyX" if board.startswith("ESP32") else None
    flash.flash(board, port, image)
    command = tool + " " + words.format(image=image)
    assert ran(tmp_path) == [command]
    said = capsys.readouterr().err.splitlines()
    assert said[0].endswith("onto %s with %s" % (board, tool))
    assert said[1:] == ["flash: running " + command, "flash: done"]


def test_the_first_tool_is_taken_unless_one_is_wished(tools, image, tmp_path):
    tools("st-flash", "dfu-util")
    flash.flash("NUCLEO_H563ZI", None, image)
    flash.flash("NUCLEO_H563ZI", None, image, "st-flash")
    assert [line.split()[0] for line in ran(tmp_path)] == ["dfu-util", "st-flash"]


def test_no_tool(tools, image):
    tools_named = r"^install dfu-util or st-flash or STM32_Prog"
    with pytest.raises(device_form.BundleError, match=tools_named):
        flash.flash("NUCLEO_H563ZI", None, image)
    with pytest.raises(device_form.BundleError, match=r"^install pyocd to flash PCA10056$"):
        flash.flash("PCA10056", None, image, "pyocd")


def test_the_tool_finds_no_board(tools, image):
    tools("pyocd", status=1)
    with pytest.raises(device_form.BundleError, match=r"^pyocd: no board here$"):
        flash.flash("PCA10056", None, image)


def test_no_image(tools, tmp_path):
    tools("pyocd")
    with pytest.raises(device_form.BundleError, match="make firmware BOARD=PCA10056 first"):
        flash.flash("PCA10056", None, str(tmp_path / "absent"))


def test_a_port_is_wanted(tools, image):
    tools("esptool")
    with pytest.raises(device_form.BundleError, match="PORT="):
        flash.flash("ESP32_GENERIC_C3", None, image)


@pytest.mark.parametrize("board", ["RPI_PICO", "RPI_PICO2"])
def test_a_pico_is_a_volume(tools, image, tmp_path, monkeypatch, capsys, board):
    monkeypatch.setattr(flash, "MOUNTS", (str(tmp_path / "media" / "%s"),))
    monkeypatch.setattr(flash, "SECONDS", 0)
    other = tmp_path / "media" / "RPI"
    other.mkdir(parents=True)
    with pytest.raises(device_form.BundleError, match=r"^no volume RP.*hold BOOTSEL"):
        flash.flash(board, None, image)
    folder = tmp_path / "media" / {"RPI_PICO": "RPI-RP2", "RPI_PICO2": "RP2350"}[board]
    folder.mkdir()
    with pytest.raises(device_form.BundleError, match=r"^no volume"):  # not the boot ROM's
        flash.flash(board, None, image)
    (folder / "INFO_UF2.TXT").write_text("UF2 Bootloader\n")
    flash.flash(board, None, image)
    assert (folder / "image").read_bytes() == b"image"
    said = capsys.readouterr().err
    assert said.index("copying") < said.index("done")


def test_every_real_board_has_a_tool():
    simulated = {"UNIX", "QEMU_M4", "QEMU_RV32"}
    assert set(flash.TOOLS) == set(device_form.BOARDS) - simulated


def test_failure_is_one_line(image):
    script = os.path.join(FOLDER, "device", "flash.py")
    for words, end in (
        (["--board", "QEMU_M4"], "is no board to be flashed"),
        (["--board", "RPI_PICO", "--image", image, "--port", image + ".tty", "--tool", "copy"],
         "no board with MicroPython on"),
    ):
        done = subprocess.run([PYTHON, script, *words], capture_output=True, text=True,
                              timeout=60, check=False)
        assert done.returncode == 1
        assert end in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
