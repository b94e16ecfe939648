"""Calls of make and of scripts, without what is set for the make that runs the tests."""

import os
import re
import subprocess
import sys

import pytest

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


def script(name, *words, seconds=300):
    """Run firmware/scripts/`name`; return (exit status, what it said on both outputs)."""
    done = subprocess.run(
        [sys.executable, os.path.join(ROOT, "firmware", "scripts", name), *words],
        capture_output=True, text=True, timeout=seconds, check=False, cwd=ROOT,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def needs_built(path, target):
    """Skip where `path`, which `make target` makes, is not built; in CI that is a failure."""
    if not os.path.exists(path):
        reason = "make %s first" % target
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
