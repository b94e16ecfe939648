"""Joins standard input and output to the console of a runtime.

    run_console.py --run cpython|micropython|qemu [OPTION…]
    run_console.py --port /dev/ttyACM0

One request a line goes in, one answer a line comes out, nothing else. OPTIONs (such as
--entropy-hex) go to the console program of the runtime.
"""

import argparse
import os
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
MODULES = [
    os.path.join(ROOT, "lib"),
    os.path.join(ROOT, "boards", "UNIX"),
    os.path.join(ROOT, "firmware", "app"),
]
BAUD = 115200
# A board may take a carriage return for the end of a line. JSON has none.
HARMLESS = bytes.maketrans(b"\r", b"\x01")
QUIET_SECONDS = 120  # the longest that one request may take


def run_cpython(options):
    """Become CPython running the console; does not return."""
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(MODULES))
    command = [sys.executable, "-m", "console"] + options
    os.execve(sys.executable, command, environment)


def run_micropython(options):
    """Become the MicroPython unix port running the console; does not return."""
    natmod = os.path.join(ROOT, "build", "natmod", "x64")
    environment = dict(os.environ, MICROPYPATH=":".join(MODULES + [natmod, ".frozen"]))
    program = os.path.join(os.path.dirname(sys.executable), "micropython")
    os.execve(program, [program, "-m", "console"] + options, environment)


def _framed(line):
    """Return a request (bytes) as it goes to a UART."""
    return line.rstrip(b"\r\n").translate(HARMLESS) + b"\n"


def run_qemu(options):
    """Serve standard input from an emulated device."""
    sys.path.insert(0, os.path.join(ROOT, "host_tests"))
    from support.emulator import Device

    words = ["argv=" + "\0".join(options).encode().hex()] if options else []
    with Device(words=words, timeout=QUIET_SECONDS) as device:
        for line in sys.stdin.buffer:
            device.send(_framed(line))
            print(device.read_line(), flush=True)


def run_port(name):
    """Serve standard input from a board on a serial port."""
    import remote
    import serial

    try:
        opened = serial.serial_for_url(name, BAUD, timeout=QUIET_SECONDS)
    except (serial.SerialException, ValueError) as error:
        sys.exit("console: %s; there is: %s" % (str(error).splitlines()[0], remote.ports()))
    with opened as port:
        for line in sys.stdin.buffer:
            port.write(_framed(line))
            answer = port.readline()
            if not answer:
                sys.exit("console: no answer from " + name)
            print(answer.decode("utf-8", "replace").rstrip("\r\n"), flush=True)


def _state_folder(run):
    """Return where the runtime keeps its replay state between runs, which `reset` clears."""
    folder = os.path.join("build", "state", run)
    os.makedirs(os.path.join(ROOT, folder), exist_ok=True)
    return "/host/" + folder if run == "qemu" else os.path.join(ROOT, folder)


RUNTIMES = {"cpython": run_cpython, "micropython": run_micropython, "qemu": run_qemu}


def main():
    """Run what the command line names."""
    parser = argparse.ArgumentParser(description="The MIKEY console of a runtime or board.")
    parser.add_argument("--run", default="cpython", help=", ".join(sorted(RUNTIMES)))
    parser.add_argument("--port", help="serial port of a real board")
    arguments, options = parser.parse_known_args()
    if arguments.run not in RUNTIMES:
        sys.exit("console: RUN is one of " + ", ".join(sorted(RUNTIMES)))
    if arguments.port:
        run_port(arguments.port)
    else:
        if "--store" not in options:
            options += ["--store", _state_folder(arguments.run)]
        RUNTIMES[arguments.run](options)


if __name__ == "__main__":
    main()
