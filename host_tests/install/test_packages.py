"""What is in the packages for stock firmware, by set and by chip."""

import ast
import importlib
import json
import os

import pytest

from support.project_scripts import device_form, mip, packages

ROOT = packages.ROOT


# Names of 0.1.0 of what has moved: kept for one release, on hosts alone.
ALIASES = {
    "mikey/derive.py": "mikey.crypto.kdf",
    "mikey/line_files.py": "mikey.crypto.pairing_table",
    "mikey/crypto/keywrap.py": "mikey.crypto.aes",
    "mikey/crypto/mac.py": "mikey.crypto.hash",
    "mikey/crypto/native.py": "mikey.crypto.kernel",
    "mikey/crypto/prf.py": "mikey.crypto.kdf",
    "mikey/identifier.py": "mikey.credentials.identifier",
    "mikey/keyring.py": "mikey.credentials.sakke",
    "mikey/modes/table.py": "mikey.modes",
    "mikey/offering.py": "mikey.offer",
    "mikey/session.py": "mikey.call",
    "mikey/wire/explain.py": "mikey.inspect.explain",
    "mikey/wire/names.py": "mikey.inspect.names",
    "mikey/wire/one_line.py": "mikey.inspect.explain",
}


def library_files():
    """Return the library's files but aliases, found without the code under test."""
    found = set()
    for folder, _, names in os.walk(os.path.join(ROOT, "lib", "mikey")):
        found |= {os.path.relpath(os.path.join(folder, name), os.path.join(ROOT, "lib"))
                  for name in names if name.endswith(".py")}
    return found - set(ALIASES)


@pytest.mark.parametrize("path", ALIASES)
def test_an_alias_names_the_same_objects_and_goes_on_no_device(path):
    assert packages.is_alias(os.path.join(ROOT, "lib", path))
    alias = importlib.import_module(path[:-3].replace("/", "."))
    moved = importlib.import_module(ALIASES[path])
    names = [name for name in vars(alias) if not name.startswith("__")]
    assert names
    for name in names:
        assert getattr(alias, name) is getattr(moved, name)
    for package in device_form.SETS:
        for form in device_form.FORMS:
            assert path not in device_form.library(package, form)


def test_images_hold_the_library_without_soft_and_aliases():
    frozen = {}

    def package(name, files, base_path, opt):
        frozen.update(files=files, base=base_path)

    manifest = os.path.join(ROOT, "firmware", "manifest.py")
    with open(manifest) as file:
        source = file.read()
    before = os.getcwd()
    os.chdir(os.path.dirname(manifest))  # as MicroPython's manifest tool does
    try:
        exec(source, {"package": package, "freeze": lambda *args, **options: None})  # noqa: S102
    finally:
        os.chdir(before)
    assert {"mikey/" + path for path in frozen["files"]} == {
        path for path in library_files() if not path.startswith("mikey/crypto/soft/")
    }


def test_the_package_at_the_top_lists_the_library():
    with open(mip.TOP) as file:
        text = file.read()
    urls = json.loads(text)["urls"]
    assert all(path == source[len("lib/"):] for path, source in urls)
    assert {path for path, _ in urls} == library_files(), "make mip writes it anew"
    assert len(urls) == len(library_files())
    assert text == mip.top()


def imported(path):
    """Return the library's files that a file of it imports outside of functions."""
    with open(path) as file:
        body = ast.parse(file.read()).body
    names = set()
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("mikey"):
            names.add(node.module)
            names |= {node.module + "." + alias.name for alias in node.names}
    paths = [packages.path_of(name) for name in names]
    return {os.path.relpath(path, packages.LIB) for path in paths if path}


@pytest.mark.parametrize("form", device_form.FORMS)
@pytest.mark.parametrize("package", device_form.SETS)
def test_a_package_is_complete(package, form):
    files = device_form.library(package, form)
    assert ("_mikey.mpy" in files) == (form in device_form.KERNELS)
    modes = {path for path in files if path.startswith("mikey/modes/")}
    assert "mikey/modes/psk.py" in modes
    assert ("mikey/modes/dhhmac.py" in modes) == (package != "psk")
    assert ("mikey/modes/sakke.py" in modes) == (package == "all")
    for path, source in files.items():
        if path.endswith(".py"):
            missing = imported(source) - set(files)
            # With the kernel in, its Python replacements are left out, and so are other modes.
            assert form in device_form.KERNELS or not missing, (path, missing)
            for name in missing:
                assert packages.is_fallback(name[:-3].replace("/", ".")), (path, name)


def test_sets_grow():
    for form in device_form.FORMS:
        psk, more, everything = (set(device_form.library(name, form)) for name in device_form.SETS)
        assert psk < more < everything
    assert set(device_form.library("all", "py")) == library_files()


# What firmware says of itself: sys.implementation._mpy as MicroPython 1.25 has it.
@pytest.mark.parametrize(
    ("mpy", "form"),
    [
        (6 | 3 << 8 | 4 << 10, "armv6m"),  # RP2040: 4870
        (6 | 3 << 8 | 5 << 10, "armv7m"),
        (6 | 3 << 8 | 6 << 10, "armv7m"),
        (6 | 3 << 8 | 7 << 10, "armv7emsp"),
        (6 | 3 << 8 | 8 << 10, "armv7emsp"),
        (6 | 3 << 8 | 10 << 10, "mpy"),  # Xtensa
        (6 | 3 << 8 | 11 << 10, "rv32imc"),
        (6 | 3 << 8 | 2 << 10, "x64"),
        (6 | 2 << 8 | 7 << 10, "mpy"),  # machine code of another version
        (5 | 7 << 10, "py"),
        (0, "py"),
        (None, "py"),
    ],
)
def test_the_form_for_a_device(mpy, form):
    assert device_form.form_for(mpy) == form


@pytest.mark.parametrize("board", device_form.BOARDS)
def test_a_board_gets_its_drivers(board):
    files = device_form.handset("psk", device_form.BOARDS[board], board)
    assert {"board.py", "entropy.py", "console/__init__.py"} <= set(files)
    for path, source in files.items():
        if path != "_mikey.mpy":
            assert os.path.exists(source), path
    folders = os.listdir(os.path.join(ROOT, "boards"))
    assert set(device_form.BOARDS) == set(folders) - {"README.md", "common"}


def test_wrong_wishes():
    with pytest.raises(device_form.BundleError, match="PACKAGE is one of psk, psk"):
        device_form.library("ike", "py")
    with pytest.raises(device_form.BundleError, match="BOARD is one of"):
        device_form.board_files("ARDUINO")


def test_packages_are_written(tmp_path, monkeypatch):
    monkeypatch.setattr(mip, "MIP", str(tmp_path))
    mip.write_form("mpy")
    for package in device_form.SETS:
        folder = tmp_path / "mpy" / package
        urls = json.loads((folder / "package.json").read_text())["urls"]
        assert len(urls) == len(device_form.library(package, "mpy"))
        for path, source in urls:
            assert path.endswith(".mpy")
            data = (folder / source).read_bytes()
            assert data[:1] == b"M" and data[1] == 6 and data[2] >> 2 == 0, path  # any chip's
