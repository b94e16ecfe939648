"""What an emulated device does before main.py: what its emulator's command line asks for.

    run=PATH   execute a host script, and end the emulator with its status
    path=PATH  a folder at the end of sys.path
    repl       the prompt, and no main.py
    disk       a file system in memory that outlives a restart, as stock firmware has one in flash:
               mounted as /, made where there is none
    rom=SIZE   an image for ROMFS, mounted as /rom as stock firmware does
    argv=HEX   the arguments of what is executed, in hex, with NULs between them

The folder of the host is /host.
"""

import sys

_ROM = 0x21000000  # 16 MiB that the image does not use
_DISK = 0x21800000
_DISK_SIZE = 1408 << 10  # a Pico's


def _memory(address, size):
    """Return `size` octets of memory at `address`, writable."""
    import uctypes

    return memoryview(uctypes.bytearray_at(address, size))


def _mount_disk():
    import vfs

    class Disk:
        """A block device (extended interface) in memory."""

        def __init__(self):
            self._memory = _memory(_DISK, _DISK_SIZE)

        def readblocks(self, block, buf, offset=0):
            at = (block << 12) + offset
            buf[:] = self._memory[at : at + len(buf)]

        def writeblocks(self, block, buf, offset=0):
            at = (block << 12) + offset
            self._memory[at : at + len(buf)] = buf

        def ioctl(self, command, argument):
            """Return the number of blocks (4) and their size (5); the rest is 0: done."""
            return _DISK_SIZE >> 12 if command == 4 else 4096 if command == 5 else 0

    disk = Disk()  # type: Any
    try:
        vfs.mount(vfs.VfsLfs2(disk), "/")
    except OSError:
        vfs.VfsLfs2.mkfs(disk)
        vfs.mount(vfs.VfsLfs2(disk), "/")
    sys.path.append("/lib")


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


def _boot():
    import _qemu
    import vfs

    options = {}
    for word in _qemu.cmdline().split(" "):
        name, _, value = word.partition("=")
        options[name] = value
    if "rom" in options:
        vfs.mount(vfs.VfsRom(_memory(_ROM, int(options["rom"]))), "/rom")
        sys.path.append("/rom/lib")
    if "disk" in options:
        _mount_disk()
    vfs.mount(_qemu.HostFS(), "/host")
    arguments = options.get("argv", "")
    arguments = bytes.fromhex(arguments).decode().split("\0") if arguments else []
    if "path" in options:
        sys.path.append(options["path"])
    if "run" in options:
        _qemu.exit(_run(options["run"], arguments))
    sys.argv[:] = ["main.py"] + arguments
    if "repl" in options:
        sys.exit()  # boot.c then leaves main.py out


_boot()
