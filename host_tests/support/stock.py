"""A deployed handset on stock firmware (STOCK_M4): its file system, its start, calls it takes."""

import base64
import json
import os
import random

from mikey.credentials import identifier
from mikey_kms.caller import Caller
from mikey_kms.kms import Kms
from support import emulator
from support.project_scripts import device_form, romfs

KERNEL, BOARD = "armv7emsp", "QEMU_M4"
WORK = os.path.join(emulator.ROOT, "build", "stock")
MAKE_DISK = os.path.join(emulator.ROOT, "host_tests", "device", "make_disk.py")
MAIN = os.path.join(device_form.APP, "main.py")
MODES = {"psk": ["psk"], "psk+dhhmac": ["psk", "dhhmac"], "all": ["psk", "dhhmac", "sakke"]}
NOW = "ed1363166c85691a"
USER, CALLER, DOMAIN = "tel:+447700900101", "tel:+447700900102", "kms.example.org"


def _vector(mode):
    """Return the requests for the first call of a mode's vectors."""
    with open(os.path.join(emulator.ROOT, "host_tests", "vectors", mode + ".json")) as file:
        vector = json.load(file)["vectors"][0]
    given = vector["inputs"]
    uri, peer = (bytes.fromhex(given[name]["data"]).decode()
                 for name in ("responder_id", "initiator_id"))  # fmt: skip
    return [
        {"do": "clock", "ntp": given["receiver_clock"]["now_ntp"]},
        {"do": "identity", "uri": uri},
        {"do": "psk", "peer": peer, "key": given["psk"]},
        {"do": "receive", "message": vector["messages"][0]["base64"]},
    ]


def _sakke():
    """Return the requests for a SAKKE call of a KMS that is made for it."""
    octets = random.Random(6509).randbytes
    kms = Kms.generate(octets)
    period = identifier.period(bytes.fromhex(NOW))
    user = kms.user(identifier.identifier(period, USER.encode()), octets)
    caller = Caller(CALLER.encode(), kms, DOMAIN.encode(), octets)
    message, _ = caller.call(
        USER.encode(), bytes.fromhex(NOW), [(b"\1\2\3\4", "AES_CM_128_HMAC_SHA1_80")]
    )
    return [
        {"do": "clock", "ntp": NOW},
        {"do": "identity", "uri": USER},
        {"do": "kms", "uri": DOMAIN, "z": kms.Z.hex(), "kpak": kms.kpak.hex()},
        {"do": "keys", "uri": USER, "period": period.decode(), "rsk": user.rsk.hex(),
         "ssk": user.ssk.hex(), "pvt": user.pvt.hex()},
        {"do": "receive", "message": base64.b64encode(message).decode()},
    ]  # fmt: skip


def calls(modes):
    """Return console requests that end in one received call of each of `modes` (list of str)."""
    made = []
    for mode in modes:
        made += [{"do": "reset"}] + (_sakke() if mode == "sakke" else _vector(mode))
    return made


def disk(files, form, name):
    """Return the image (path) of a file system with `files` ({path: source}) in /lib, in a form,
    and the main.py that starts them.
    """
    folder = os.path.join(WORK, name)
    written = device_form.write(files, form, folder)
    rows = [("/lib/" + path, file) for path, file in written.items()] + [("/main.py", MAIN)]
    image, names = folder + ".disk", folder + ".list"
    with open(names, "w") as file:
        for path, source in rows:
            file.write("%s /host/%s\n" % (path, os.path.relpath(source, emulator.ROOT)))
    inside = ["/host/" + os.path.relpath(path, emulator.ROOT) for path in (names, image)]
    status, output = emulator.run_script(
        MAKE_DISK, args=inside, image=emulator.STOCK, words=["disk"]
    )
    if status:
        raise emulator.EmulatorError("no disk: " + output[-300:])
    return image


def installed(place, package, form):
    """Return the options of emulator.Device for a board on which `package` is installed in a form.

    `place` is "fs" for its file system, or "romfs".
    """
    files = device_form.handset(package, form, BOARD)
    name = "-".join((place, package, form))
    options = {"image": emulator.STOCK, "words": ["disk"]}  # type: Any  # of several types
    if place == "romfs":
        image = romfs.image(files, form, os.path.join(WORK, name + "-rom"))
        options["romfs"] = image
        options["words"].append("rom=%d" % os.path.getsize(image))
        files = {}
    options["disk"] = disk(files, form, name)
    return options


def runs(options, heap, requests, kernel="native"):
    """Return True if a board with a heap of `heap` octets starts the console, with that `kernel`,
    which answers `requests`.
    """
    try:
        with emulator.Device(heap=str(heap), **options) as device:
            hello = device.console({"do": "hello"})
            if not hello["ok"] or hello["kernel"] != kernel:
                return False
            return all(device.console(request)["ok"] for request in requests)
    except emulator.EmulatorError:
        return False


def free(options, heap):
    """Return the octets that are free at the prompt of a board with a heap of `heap` octets."""
    at_prompt = dict(options, words=[*options["words"], "repl"])  # type: Any
    with emulator.Device(heap=str(heap), **at_prompt) as device:
        device.read_until(b">>> ")
        device.send(b"import gc; gc.collect(); print('free', gc.mem_free())\r")
        return int(device.read_until(b"\r\n>>> ").split(b"free ")[-1].split()[0])
