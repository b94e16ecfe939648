"""Package sets: which modules and names of the library a handset carries for some modes."""

import ast
import os
from fnmatch import fnmatch

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
LIB = os.path.join(ROOT, "lib")

# What a device with the kernel does without: Python in its place.
FALLBACKS = "mikey.crypto.soft"
# What any mode needs.
COMMON = [
    "mikey", "mikey.handset", "mikey.transport.sdp", "mikey.drivers", "mikey.drivers.clock",
    "mikey.drivers.entropy", "mikey.drivers.replay", "mikey.srtp",
]  # fmt: skip
MODES = {
    "psk": ["mikey.modes.psk"],
    "dhhmac": ["mikey.modes.dhhmac"],
    "sakke": ["mikey.modes.sakke", "mikey.credentials.sakke"],
}
# What the handset imports for one mode alone.
OWN = {"dhhmac": ["mikey.modes.half_key"]}

# Package sets by name: modes, None for all of them.
SETS = {
    "psk-receive": ["psk"],
    "psk": ["psk"],
    "psk+dhhmac": ["psk", "dhhmac"],
    "core": ["psk", "dhhmac", "sakke"],
    "all": None,
}
# A set that receives alone leaves out what makes offers.
RECEIVE_ONLY = ("psk-receive",)
OFFERING = ("mikey.offer", "mikey.modes.initiator")
OFFERING_NAMES = ("Initiator",)
OFFERING_METHODS = (
    "offer", "offered", "conclude", "_updatable", "finish", "finish_steps", "_finish", "_goes_on",
    "_responder_of", "prepare", "prepare_steps", "_prepare", "_initiator",
)  # fmt: skip

# The public paths and their names: None for all without an underscore in front, a dict where a
# name lives elsewhere. A path that this version has not is no matter.
PUBLIC = {
    "mikey": {
        "Handset": "mikey.handset:Handset",
        "MikeyError": "mikey.errors:MikeyError",
        "__version__": "mikey:__version__",
    },
    "mikey.handset": ("Handset",),
    "mikey.errors": None,
    "mikey.port": ("const", "ticks_ms", "ticks_diff"),
    "mikey.compat": ("const", "ticks_ms", "ticks_diff"),
    "mikey.drivers": None,
    "mikey.srtp": None,
    "mikey.reasons": None,
    "mikey.transport.sdp": None,
    "mikey.transport.rtsp": None,
    "mikey.drivers.clock": None,
    "mikey.drivers.counter": None,
    "mikey.drivers.entropy": None,
    "mikey.drivers.gps": None,
    "mikey.drivers.ntp": None,
    "mikey.drivers.replay": ("ReplayGuard",),
    "mikey.drivers.rtc": None,
    "mikey.drivers.simulation": None,
    "mikey.drivers.sntp": None,
    "mikey.drivers.store": None,
    "mikey.modes": ("installed", "MODES"),
    "mikey.credentials.sakke": ("KeyRing",),
    "mikey.keyring": {"KeyRing": "mikey.credentials.sakke:KeyRing"},  # until 0.3
    "mikey.inspect.explain": ("explain", "one_line"),
    "mikey.crypto.pairing_table": ("LineFiles",),
    "mikey.wire.explain": ("explain", "one_line"),
}
# Public paths that a set has only where they are asked for: rows of their own.
OPTIONAL = (
    "mikey.transport.sdp", "mikey.transport.rtsp", "mikey.reasons", "mikey.inspect.explain",
    "mikey.wire.explain",
    "mikey.drivers.clock", "mikey.drivers.counter", "mikey.drivers.entropy", "mikey.drivers.gps",
    "mikey.drivers.ntp", "mikey.drivers.rtc", "mikey.drivers.simulation", "mikey.drivers.sntp",
    "mikey.drivers.store",
)  # fmt: skip
# Classes whose attributes without an underscore in front are API, wherever they are defined.
CLASSES = (
    "Handset", "MikeyError", "Call", "Stream", "Psk", "PskStore", "Drivers", "ReplayGuard",
    "KeyRing", "UserKeys", "Kms", "LineFiles", "Counter", "TickClock", "RtcClock", "Conditioned",
    "HealthTest", "FileStore", "MemoryStore", "Description",
)  # fmt: skip
# What is loaded when it is first needed: the file's module, and the modules that it is made of.
# Only what nothing else needs goes there.
PARTS = {
    "mikey._dhhmac": ("mikey.modes.dhhmac",),
    "mikey._sakke": (
        "mikey.modes.sakke", "mikey.credentials.sakke", "mikey.crypto.pairing_table",
    ),
    "mikey.transport.sdp": ("mikey.transport.sdp", "mikey.transport.base64"),
    "mikey.transport.rtsp": ("mikey.transport.rtsp",),
    "mikey.reasons": ("mikey.reasons",),
    "mikey.inspect.explain": ("mikey.wire.explain", "mikey.wire.one_line", "mikey.inspect.*"),
    "mikey._drivers": (
        "mikey.drivers.clock", "mikey.drivers.entropy", "mikey.drivers.store", "mikey.drivers.rtc",
        "mikey.drivers.ntp",
    ),
    "mikey.drivers.counter": ("mikey.drivers.counter",),
    "mikey.drivers.gps": ("mikey.drivers.gps",),
    "mikey.drivers.sntp": ("mikey.drivers.sntp",),
    "mikey.drivers.simulation": ("mikey.drivers.simulation",),
}  # fmt: skip


def parts_for(shown):
    """Return the rows of PARTS for a build with the public paths `shown`.

    A part none of whose public paths is there has no file of its own.
    """
    found = {}
    for name, patterns in PARTS.items():
        public = [m for m in PUBLIC if any(fnmatch(m, pattern) for pattern in patterns)]
        if not public or any(module in shown for module in public):
            found[name] = patterns
    return found


def path_of(module):
    """Return the file of a module of the library (str), or None."""
    base = os.path.join(LIB, *module.split("."))
    for path in (base + ".py", os.path.join(base, "__init__.py")):
        if os.path.exists(path):
            return path
    return None


def imports_of(path):
    """Return the library's modules that the file needs, imported anywhere in it (set of str).

    Not what it does without: an import in a `try` with `except ImportError`, as of the rules of
    payloads that few modes use (wire/message.py). A package names those itself.
    """
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read(), path)
    spared = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Try):
            for handler in node.handlers:
                if isinstance(handler.type, ast.Name) and handler.type.id == "ImportError":
                    for statement in node.body:
                        spared.update(ast.walk(statement))
    found = set()
    for node in ast.walk(tree):
        if node in spared:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(node.module + "." + alias.name for alias in node.names)
    return {name for name in found if name.startswith("mikey") and path_of(name)}


def is_alias(path):
    """Return True if the file only gives a module's name of 0.1.0 to what has moved."""
    with open(path, encoding="utf-8") as file:
        return file.readline().startswith('"""Moved to ')


def all_modules():
    """Return the sorted modules of the library, without aliases."""
    found = []
    for folder, _, files in os.walk(os.path.join(LIB, "mikey")):
        for name in files:
            if name.endswith(".py") and not is_alias(os.path.join(folder, name)):
                path = os.path.relpath(os.path.join(folder, name), LIB)[:-3]
                found.append(path.replace(os.sep, ".").replace(".__init__", ""))
    return sorted(found)


def is_fallback(module):
    """Return True if a device with the kernel does without `module`."""
    return module == FALLBACKS or module.startswith(FALLBACKS + ".")


def modules_for(modes, extra=(), kernel=True, without=()):
    """Return the sorted modules that a device with these modes (list of MODES' names) needs.

    `extra` are modules that its programs import besides; without `kernel` the Python in its place
    is among them. `without` are modules that are left out.
    """
    cut = list(without)
    for other in MODES:
        if other not in modes:
            cut += ["mikey.modes." + other, *OWN.get(other, ())]
    waiting = COMMON + list(extra) + [module for mode in modes for module in MODES[mode]]
    seen = set()
    while waiting:
        module = waiting.pop()
        path = path_of(module)
        if module in seen or path is None or module in cut or (kernel and is_fallback(module)):
            continue
        seen.add(module)
        waiting += imports_of(path)
        if "." in module:
            waiting.append(module.rsplit(".", 1)[0])
    return sorted(seen)
