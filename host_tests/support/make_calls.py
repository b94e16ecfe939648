"""Calls of make and of scripts, without what is set for the make that runs the tests."""

import os
import re
import subprocess

from support.emulator import ROOT

HIDDEN = re.compile("(MICROPY_DIR|MAKE.*|MFLAGS|BOARD|RUN|PORT|PACKAGE)$")


def make(*words, folder=ROOT, command=("make", "-s")):
    """Return (exit status, lines on both outputs)."""
    environment = {k: v for k, v in os.environ.items() if not HIDDEN.match(k)}
    done = subprocess.run(
        [*command, *words], cwd=folder, env=environment, check=False, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60,
    )  # fmt: skip
    return done.returncode, done.stdout.splitlines()
