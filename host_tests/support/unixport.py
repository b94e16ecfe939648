"""Runs scripts on the MicroPython unix port."""

import os
import subprocess

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # host_tests
ROOT = os.path.dirname(HERE)
MICROPYTHON = os.path.join(ROOT, ".venv", "bin", "micropython")


def run(*args, path=(), timeout=300):
    """Run `micropython *args` with lib/ and host_tests/ importable; return its output (str).

    `path` names more folders for imports. AssertionError with the output when it fails.
    """
    environment = dict(os.environ)
    environment["MICROPYPATH"] = ":".join([os.path.join(ROOT, "lib"), *path, HERE])
    done = subprocess.run(
        [MICROPYTHON, *args],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
