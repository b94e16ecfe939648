"""Whether an image is there, and no older than what a test looks at in it."""

import os

from support.unixport import ROOT

IMAGES = os.path.join(ROOT, "build", "firmware")


def fresh(board, name="firmware.elf"):
    """Whether the image of `board` is no older than its drivers and the library's."""
    image = os.path.join(IMAGES, board, name)
    if not os.path.exists(image):
        return False
    built = os.path.getmtime(image)
    folders = (os.path.join("boards", board), os.path.join("lib", "mikey", "drivers"))
    return all(
        entry.stat().st_mtime <= built
        for folder in folders
        for entry in os.scandir(os.path.join(ROOT, folder))
        if entry.name.endswith(".py")
    )
