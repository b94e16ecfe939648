"""Checks the types of every board's drivers against the stubs of that board's port, with pyright.

The stubs are installed once under build/board_types, one folder a port as they name the same
modules. The program says what it checks and ends with status 1 when anything was found.
"""

import json
import os
import subprocess
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FOLDER = os.path.join(ROOT, "build", "board_types")
PYRIGHT = os.path.join(ROOT, "build", "pyright", "node_modules", ".bin", "pyright")
VERSION = "1.29.0.post1"

PORTS = {
    "QEMU_RV32": "unix",
    "RPI_PICO": "rp2",
    "RPI_PICO2": "rp2",
    "NUCLEO_H563ZI": "stm32",
    "ESP32_GENERIC_S3": "esp32",
    "ESP32_GENERIC_C3": "esp32",
    "PCA10056": "nrf",
}


def stubs(port):
    """Return the folder with the stubs of `port`, installed when they are missing."""
    folder = os.path.join(FOLDER, port)
    ready = os.path.join(folder, ".ready-" + VERSION)
    if not os.path.exists(ready):
        print("setup: type stubs of", port, file=sys.stderr)
        command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        command += ["--upgrade", "--target", folder, "micropython-%s-stubs==%s" % (port, VERSION)]
        subprocess.run(command, check=True, stdout=sys.stderr)
        with open(ready, "w"):
            pass
    return folder


def run(command):
    """Run a command (list of str) to success; return its output (str)."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def check(board):
    """Return pyright's diagnostics (list) for a board's drivers and what they use."""
    port = stubs(PORTS[board])
    config = os.path.join(FOLDER, board + ".json")
    common = "../../boards/common"
    paths = ["../../lib", "../../boards/" + board, os.path.basename(port), "../../typings"]
    include = ["../../boards/" + board, "../../lib/mikey/drivers"]
    if PORTS[board] == "esp32":
        paths.append(common)
        include.append(common)
    with open(config, "w") as file:
        json.dump(
            {
                "include": include,
                "exclude": ["../../boards/*/manifest.py"],
                "typeshedPath": os.path.basename(port),
                "extraPaths": paths,
                "pythonVersion": "3.9",
                "typeCheckingMode": "basic",
                "reportMissingModuleSource": False,  # built-in modules have none
            },
            file,
        )
    done = subprocess.run(
        [PYRIGHT, "--warnings", "--outputjson", "-p", config],
        check=False,
        capture_output=True,
        text=True,
    )
    report = json.loads(done.stdout)
    if report["summary"]["filesAnalyzed"] < 8:
        raise RuntimeError(board + ": pyright saw too few files\n" + done.stderr)
    return report["generalDiagnostics"]


def main():
    """Check every board; return the exit status."""
    status = 0
    for board in PORTS:
        found = check(board)
        print("types of", board, "against", PORTS[board], "-", len(found), "found")
        for one in found:
            status = 1
            place = "%s:%d" % (
                os.path.relpath(one["file"], ROOT),
                one["range"]["start"]["line"] + 1,
            )
            print(" ", place, one["message"])
    return status


if __name__ == "__main__":
    sys.exit(main())
