"""Makes an image for ROMFS: library, drivers of a board and console, in the form for its chip.

    build/romfs/BOARD-PACKAGE.romfs

Code in ROMFS runs in place and takes no RAM. `--deploy` (with `--port`) writes it to the board's
ROM partition by mpremote; firmware of MicroPython 1.25 and later mounts it as /rom.
"""

import argparse
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "device"))

import device_form
import remote

FOLDER = os.path.join(device_form.BUILD, "romfs")


def image(files, form, stage):
    """Write an image with `files`, {path in its /lib: file here}, in a form; return its file.

    `stage` is a folder for the parts; the image is beside it.
    """
    device_form.write({"lib/" + path: source for path, source in files.items()}, form, stage)
    remote.mpremote("romfs", "--no-mpy", "-o", stage + ".romfs", "build", stage)
    return stage + ".romfs"


def build(package, board):
    """Write the image for a board; return its file."""
    form = device_form.BOARDS.get(board)
    files = device_form.handset(package, form, board)
    made = image(files, form, os.path.join(FOLDER, board + "-" + package))
    print("romfs: %s: %s for %s, %d octets" % (
        os.path.relpath(made), package, form, os.path.getsize(made)), file=sys.stderr)
    return made


def main():
    """Build and, where asked, deploy."""
    parser = argparse.ArgumentParser(description="Make an image for ROMFS.")
    parser.add_argument("--board", required=True)
    parser.add_argument("--package", default="all")
    parser.add_argument("--port", default="auto", help="serial port of the board")
    parser.add_argument("--deploy", action="store_true", help="write it to the board")
    arguments = parser.parse_args()
    made = build(arguments.package, arguments.board)
    if arguments.deploy:
        remote.ask(arguments.port)
        print("romfs: writing it to the ROM partition of " + arguments.port, file=sys.stderr)
        remote.mpremote("connect", arguments.port, "romfs", "deploy", made)


if __name__ == "__main__":
    try:
        main()
    except device_form.BundleError as error:
        sys.exit("romfs: %s" % error)
