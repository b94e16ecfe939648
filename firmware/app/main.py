"""What a handset does at power-up: it serves the console on its UART. Ctrl-C gives the REPL.

An emulated device obeys its command line first: `run=PATH` executes a host script, with the folder
of `path=` at the end of sys.path, and ends the emulator with its status; `repl` skips the console.
"""

import sys


def _console():
    """Serve the console until its input ends; nothing to serve on a board without drivers."""
    try:
        import board

        import console
    except ImportError:
        return
    try:
        console.main(board)
    except KeyboardInterrupt:
        pass


def _run(path, arguments):
    """Execute the script at `path` (str); return its exit status (int)."""
    folder, name = path.rsplit("/", 1)
    sys.path.insert(0, folder)
    sys.argv[:] = [path] + arguments
    try:
        if name.endswith(".mpy"):
            __import__(name[:-4])
            return 0
        with open(path) as file:
            code = compile(file.read(), path, "exec")
        # The script is what the host asked for: running it is the point.
        exec(code, {"__name__": "__main__", "__file__": path})  # noqa: S102
    except SystemExit as leaving:
        status = leaving.args[0] if leaving.args else 0
        return status if isinstance(status, int) else 0 if status is None else 1
    except BaseException as error:  # noqa: BLE001 - whatever it is, the host hears of it
        sys.print_exception(error)
        return 1
    return 0


def _emulated(qemu):
    """Obey the emulator's command line."""
    import vfs

    vfs.mount(qemu.HostFS(), "/host")
    options = {}
    for word in qemu.cmdline().split(" "):
        name, _, value = word.partition("=")
        options[name] = value
    arguments = options.get("argv", "")
    arguments = bytes.fromhex(arguments).decode().split("\0") if arguments else []
    if "path" in options:
        sys.path.append(options["path"])
    if "run" in options:
        qemu.exit(_run(options["run"], arguments))
    if "repl" not in options:
        sys.argv[:] = ["console.py"] + arguments
        _console()


try:
    import _qemu
except ImportError:
    _console()
else:
    _emulated(_qemu)
