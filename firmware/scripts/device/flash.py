"""Puts the image of a board on it, with the tool people use for that board.

The image is build/firmware/BOARD's, or `--image`. Of the tools that a board can be flashed with,
the first that is installed is used; `--tool` chooses. What will run is said before it runs.
"""

import argparse
import glob
import os
import shutil
import subprocess
import sys
import time

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "package"))

import device_form
import remote
from device_form import BundleError

VOLUMES = {"RPI_PICO": "RPI-RP2", "RPI_PICO2": "RP2350"}  # as the boot ROM names them
MOUNTS = ("/media/*/%s", "/media/%s", "/run/media/*/%s", "/Volumes/%s", "/mnt/%s")
SECONDS = 10  # for a board to come back as a boot loader

# For each board: (tool, kind of image, command). {image} and {port} are put in; a command with
# {port} needs PORT.
_RP2 = [
    ("picotool", "uf2", "picotool load -x {image}"),
    ("copy", "uf2", ""),
]
_STM32 = [
    ("dfu-util", "dfu", "dfu-util -a 0 -D {image}"),
    ("st-flash", "hex", "st-flash --reset --format ihex write {image}"),
    ("STM32_Programmer_CLI", "hex", "STM32_Programmer_CLI -c port=SWD -w {image} -v -rst"),
]
_ESP32 = "--chip %s --port {port} --baud 460800 write_flash -z 0 {image}"
_NRF = [
    ("nrfutil", "hex", "nrfutil device program --firmware {image} --options reset=RESET_SYSTEM"),
    ("pyocd", "hex", "pyocd flash -t nrf52840 {image}"),
    ("openocd", "hex", "openocd -f interface/jlink.cfg -c {{transport select swd}} "
     "-f target/nrf52.cfg -c {{program {image} verify reset exit}}"),
    ("nrfjprog", "hex", "nrfjprog --program {image} --sectorerase --verify --reset"),
]


def _esp32(chip):
    words = _ESP32 % chip
    return [(tool, "bin", tool + " " + words) for tool in ("esptool.py", "esptool")]


TOOLS = {
    "RPI_PICO": _RP2,
    "RPI_PICO2": _RP2,
    "NUCLEO_H563ZI": _STM32,
    "ESP32_GENERIC_S3": _esp32("esp32s3"),
    "ESP32_GENERIC_C3": _esp32("esp32c3"),
    "PCA10056": _NRF,
}


def say(text):
    """Tell the user."""
    print("flash: " + text, file=sys.stderr)


def choose(board, tool=None):
    """Return (tool, kind of image, command) for `board`; `tool` is a tool's name or None."""
    if board not in TOOLS:
        raise BundleError("%s is no board to be flashed; BOARD is one of %s"
                          % (board, ", ".join(TOOLS)))
    known = [row for row in TOOLS[board] if tool in (None, row[0])]
    for row in known:
        if row[0] == "copy" or shutil.which(row[0]):
            return row
    names = [row[0] for row in known or TOOLS[board]]
    raise BundleError("install %s to flash %s" % (" or ".join(names), board))


def image_of(board, kind, file=None):
    """Return the image to put on `board`, of a `kind` (ending); `file`: the user's own."""
    path = file or os.path.join(device_form.BUILD, "firmware", board, "firmware." + kind)
    if not os.path.exists(path):
        raise BundleError("no image %s: make firmware BOARD=%s first" % (
            os.path.relpath(path), board))
    return path


def split(command, **values):
    """Return the words of a command: values are put in, {{…}} holds words together."""
    words = []
    rest = command
    while rest:
        if rest.startswith("{{"):
            word, _, rest = rest[2:].partition("}}")
        else:
            word, _, rest = rest.partition(" ")
        if word:
            words.append(word.format(**values))
    return words


def volume(board):
    """Return the folder that the boot ROM of a Pico shows, or None."""
    for pattern in MOUNTS:
        for folder in glob.glob(pattern % VOLUMES[board]):
            if os.path.exists(os.path.join(folder, "INFO_UF2.TXT")):
                return folder
    return None


def to_boot_loader(port):
    """Ask MicroPython on `port` to become the boot loader."""
    remote.ask(port)
    say("MicroPython on %s becomes the boot loader" % port)
    remote.mpremote("connect", port, "bootloader")


def copy(board, image):
    """Copy a UF2 to the volume of a Pico's boot ROM."""
    end = time.monotonic() + SECONDS
    folder = volume(board)
    while folder is None and time.monotonic() < end:
        time.sleep(0.5)
        folder = volume(board)
    if folder is None:
        raise BundleError("no volume %s: hold BOOTSEL while connecting the board, mount it"
                          % VOLUMES[board])
    say("copying %s to %s" % (os.path.relpath(image), folder))
    shutil.copy(image, folder)


def run(words):
    """Run a tool. BundleError with what it said last."""
    say("running " + " ".join(words))
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        raise BundleError("%s: %s" % (words[0], lines[-1].strip() if lines else "failed"))


def flash(board, port=None, file=None, tool=None):
    """Put the image of `board` on it."""
    name, kind, command = choose(board, tool)
    if "{port}" in command and not port:
        raise BundleError("PORT=… says where the %s is" % board)
    image = image_of(board, kind, file)
    say("%s (%d octets) onto %s with %s" % (
        os.path.relpath(image), os.path.getsize(image), board, name))
    if board in VOLUMES and port:
        to_boot_loader(port)
    if name == "copy":
        copy(board, image)
    else:
        run(split(command, image=image, port=port))
    say("done")


def main():
    """Flash what the command line names."""
    parser = argparse.ArgumentParser(description="Put an image on a board.")
    parser.add_argument("--board", required=True)
    parser.add_argument("--port", help="serial port of the board")
    parser.add_argument("--image", help="another image than the built one")
    parser.add_argument("--tool", help="the tool to use")
    arguments = parser.parse_args()
    flash(arguments.board, arguments.port, arguments.image, arguments.tool)


if __name__ == "__main__":
    try:
        main()
    except BundleError as error:
        sys.exit("flash: %s" % error)
