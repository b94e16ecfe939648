"""Installs a MIKEY handset onto a board that runs stock MicroPython, through mpremote.

What the chip takes (byte code and native kernel for its architecture, or byte code alone) comes
from the board's own answer, and so does its free heap: where the console could not run in it
(heap_need.py), nothing is installed. The library goes to the board's /lib with the drivers of the
board and the console, and main.py, unless the board has another one, starts the console at
power-up; with `--prompt` it does not, for developers (boards/README.md).
"""

import argparse
import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "package"))

import device_form
import heap_need
import mip
import remote
from device_form import BundleError

MARGIN = 8192  # octets of the file system that stay free

OURS = '"""What a handset does at power-up'  # how every main.py of this project begins
_MAIN = """
try:
    print(open("main.py").read(), end="")
except OSError:
    pass
"""


def say(text):
    """Tell the user."""
    print("deploy: " + text, file=sys.stderr)


def board_of(info):
    """Return the name of the board folder for what a device says of itself."""
    told = info["build"].upper().replace("-", "_")
    fitting = [name for name in device_form.BOARDS if (told + "_").startswith(name + "_")]
    if not fitting:
        raise BundleError("%s is no board known here: choose drivers with BOARD=…, one of "
                                  "%s" % (info["machine"] or told, ", ".join(device_form.BOARDS)))
    return max(fitting, key=len)


def stage(package, form, board):
    """Collect the files and their package.json in a folder; return (package.json, octets)."""
    folder = os.path.join(device_form.BUILD, "deploy", "-".join((board, form, package)))
    written = device_form.write(device_form.handset(package, form, board), form, folder)
    path = os.path.join(folder, "package.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(mip.package({name: name for name in written}))
    return path, sum(os.path.getsize(file) for file in written.values()), len(written)


def library_folder(info):
    """Return the folder on the device that packages go to."""
    for path in info["path"]:
        if path.endswith("/lib") and not path.startswith("/rom"):
            return path
    raise BundleError("the board has no folder for packages in sys.path")


def check(info, package, form, board):
    """Raise BundleError where an installation would be of no use or could not run."""
    if info["mikey"] and not (info["file"] or "").startswith("/") and ".frozen" in info["path"]:
        raise BundleError("the firmware of this board has MIKEY %s in it already, which "
                                  "comes first: use make flash" % info["mikey"])
    refused = heap_need.refusal(info["heap"], package, form, board)
    if refused:
        raise BundleError(refused)


def check_room(info, octets):
    """Raise BundleError where the file system has no room for `octets`."""
    if info["free"] is not None and info["free"] < octets + MARGIN and not info["mikey"]:
        raise BundleError("%d octets are free on the board, %d are needed: choose a "
                                  "smaller PACKAGE" % (info["free"], octets + MARGIN))


def start_at_power_up(connect, prompt):
    """Put main.py on the board, unless there is another one; with `prompt` take ours away."""
    found = remote.mpremote(*connect, "exec", _MAIN)
    if found.strip() and not found.startswith(OURS):
        say("the board's own main.py stays; start the console with: import start; start.run()")
    elif prompt:
        if found.strip():
            remote.mpremote(*connect, "fs", "rm", ":main.py")
        say("the board starts at its prompt; start the console with: import start; start.run()")
    else:
        remote.mpremote(*connect, "fs", "cp", os.path.join(device_form.APP, "main.py"),
                        ":main.py")
        say("main.py starts the console at power-up")


def main():
    """Ask the board, say what will be done, do it, ask again."""
    parser = argparse.ArgumentParser(description="Install onto stock MicroPython.")
    parser.add_argument("--port", default="auto", help="serial port of the board")
    parser.add_argument("--board", help="whose drivers; the board says it where it can")
    parser.add_argument("--package", default="all", help=", ".join(device_form.SETS))
    parser.add_argument("--prompt", action="store_true", help="do not start the console at "
                        "power-up")
    parser.add_argument("--resume", action="store_true", help="do not reset the board first")
    arguments = parser.parse_args()
    info = remote.ask(arguments.port, arguments.resume)
    form = device_form.form_for(info["mpy"])
    board = arguments.board or board_of(info)
    check(info, arguments.package, form, board)
    path, octets, count = stage(arguments.package, form, board)
    check_room(info, octets)
    target = library_folder(info)
    say("%s, MicroPython %s" % (info["machine"], info["version"]))
    say("%s %s (%s), drivers of %s, console: %d files, %d octets to %s" % (
        arguments.package, device_form.version(),
        "source text" if form == "py" else "byte code" if form == "mpy"
        else "byte code and kernel for " + form,
        board, count, octets, target))
    connect = ["connect", arguments.port] + (["resume"] if arguments.resume else [])
    remote.mpremote(*connect, "mip", "install", "--target", target, path)
    start_at_power_up(connect, arguments.prompt)
    kernel = remote.mpremote(*connect, "exec", "import mikey.crypto.kernel as n, mikey\n"
                             "print(mikey.__version__, n.kernel is not None)").split()
    if kernel != [device_form.version(), str(form in device_form.KERNELS)]:
        raise BundleError("the board answers " + " ".join(kernel))
    say("MIKEY %s runs, %s" % (kernel[0], "native kernel" if form in device_form.KERNELS
                               else "arithmetic in Python: slow"))


if __name__ == "__main__":
    try:
        main()
    except BundleError as error:
        sys.exit("deploy: %s" % error)
