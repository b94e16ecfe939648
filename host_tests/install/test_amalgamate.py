"""The device form: a small library of the tests' own, rule by rule; then the library itself."""

import os
import subprocess
import sys

import pytest

from support.project_scripts import (
    amalgamate,
    device_form,
    facts,
    names,
    packages,
    source,
    tracebacks,
)

MICROPYTHON = os.path.join(packages.ROOT, ".venv", "bin", "micropython")
NATMOD = os.path.join(packages.ROOT, "build", "natmod", "x64")
FORMS = ("full", "short", "spread")
PHONE = {"toy": {"Phone": "toy.top:Phone"}}
TOY = {
    "toy/__init__.py": '"""Toy."""\nfrom toy.top import Phone\n',
    "toy/numbers.py": (
        "from micropython import const\n\nSTEP = const(3)\n_BIG = const(1 << 10)\n"
        "NAME = 'a rather long name'\nTABLE = (1, STEP, b'xy')\n\n\n"
        "def double(value):\n    return value * 2\n\n\ndef unused():\n    return _BIG\n"
    ),
    "toy/native.py": (
        "try:\n    import _toy as kernel\nexcept ImportError:\n    kernel = None\n"
    ),
    "toy/sums.py": (
        "from toy.native import kernel\n\n\ndef _add(a, b):\n    return a + b\n\n\n"
        "def add(a, b):\n    return _add(a, b)\n\n\nif kernel:\n    add = kernel.add\n"
    ),
    "toy/modes.py": (
        "def _one():\n    from toy.one import Mode\n\n    return Mode\n\n\n"
        "def _two():\n    from toy.two import Mode\n\n    return Mode\n\n\n"
        "_MODES = (('one', _one), ('two', _two))\n\n\n"
        "def names():\n    return [row[0] for row in _MODES]\n\n\n"
        "def load(name):\n    for row in _MODES:\n        if row[0] == name:\n"
        "            return row[1]()\n    return None\n"
    ),
    "toy/one.py": (
        "from toy import numbers\n\n\nclass Mode:\n    def __init__(self, phone):\n"
        "        self.phone = phone\n        self._state = numbers.TABLE[1]\n\n"
        "    def run(self, n):\n        phone = self.phone\n"
        "        return numbers.double(n) + self._state + phone.skew\n\n"
        "    def nobody_calls_this(self):\n        return 0\n"
    ),
    "toy/two.py": "class Mode:\n    def __init__(self, phone):\n        self.phone = phone\n",
    "toy/top.py": (
        "import os\nfrom toy import modes, numbers\nfrom toy.sums import add\n\n\n"
        "class Phone:\n    '''A phone.'''\n\n    def __init__(self, skew=1, *, size=2):\n"
        "        self.skew = skew\n        self._size = size\n        self._notes = []\n\n"
        "    def call(self, mode, n=1):\n        '''Call.'''\n        found = modes.load(mode)\n"
        "        self._notes.append(len(os.getcwd()) > 0)\n"
        "        total = [add(x, self._size) for x in range(n)]\n"
        "        return found(self).run(n) + sum(total)\n\n"
        "    def modes(self):\n        return modes.names()\n\n"
        "    def fail(self):\n        return _deep(self, STEPS=1)\n\n\n"
        "def _deep(phone, STEPS):\n    return numbers.double(phone.nothing + STEPS)\n"
    ),
}  # fmt: skip


@pytest.fixture
def toy(tmp_path):
    """Return a function that makes the toy's form: (files, Form)."""
    paths = {}
    for name, text in TOY.items():
        file = tmp_path / "source" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        paths[name[:-3].replace("/", ".").replace(".__init__", "")] = str(file)

    def make(names="short", without=(), parts=None, known=None, **more):
        return amalgamate.amalgamate(amalgamate.Request(
            {module: paths[module] for module in paths if module not in without},
            list(paths), known or facts.Facts(),
            more.pop("public", {**PHONE, "toy.numbers": None}),
            ("Phone",), parts=parts, core="toy", names=names, **more,
        ))

    make.paths = paths
    make.folder = tmp_path
    return make


def run(form, script, folder):
    """Write a form and run `script` with it on MicroPython's unix port; return what it says."""
    amalgamate.write(form, str(folder))
    done = subprocess.run([MICROPYTHON, "-c", script], capture_output=True, text=True, timeout=60,
                          env={**os.environ, "MICROPYPATH": str(folder)}, check=False)
    return done.stdout + done.stderr


CALL = (
    "from toy import Phone\nfrom toy import numbers\n"
    "p = Phone(skew=5, size=1)\nprint(p.modes(), p.call('one', n=3), p.skew, numbers.NAME)\n"
)
SAID = "['one', 'two'] 20 5 a rather long name\n"


@pytest.mark.parametrize("how", FORMS)
@pytest.mark.parametrize("parts", [None, {"toy._one": ("toy.one",)}])
def test_a_form_does_what_its_source_does(toy, how, parts):
    form = toy(how, parts=parts)
    assert run(form, CALL, toy.folder / "flat") == SAID
    assert ("toy/_one.py" in form.files) == bool(parts)


def test_what_is_not_reached_is_gone(toy):
    text = toy("full", public=PHONE).files["toy/__init__.py"]
    for gone in ("unused", "nobody_calls_this", "_BIG", "STEP =", "const", "A phone", "TABLE"):
        assert gone not in text, gone


def test_short_names_are_short_and_those_of_the_api_stay(toy):
    text = toy("short", parts={"toy._one": ("toy.one",)}).files["toy/__init__.py"]
    for kept in ("class Phone", "def call", "skew", "size", "getcwd", "append"):
        assert kept in text, kept
    for gone in ("_notes", "_size", "_deep", "found", "total", "load"):
        assert gone not in text, gone


def test_a_kernel_takes_the_place_of_python(toy):
    known = facts.Facts(None, ("_toy",))
    text = toy("full", known=known, public=PHONE).files["toy/__init__.py"]
    assert "from _toy import add" in text
    assert "def _add" not in text
    text = toy("full", public=PHONE).files["toy/__init__.py"]  # not known
    assert "_toy" in text
    assert "def _add" in text


def test_a_mode_that_is_left_out_is_not_in_the_table(toy):
    script = CALL.replace(", numbers.NAME", "").replace("from toy import numbers\n", "")
    assert run(toy(without=("toy.two",)), script, toy.folder / "flat") == "['one'] 20 5\n"


def test_what_needs_something_left_out_is_refused(toy):
    with pytest.raises(source.PackageError, match=r"toy.top:Phone needs toy.modes"):
        toy(without=("toy.modes",))


def test_a_module_as_a_value_is_refused(toy):
    with open(toy.paths["toy.one"], "a") as file:
        file.write("\n\ndef everything():\n    return numbers\n")
    with pytest.raises(source.PackageError, match=r"line \d+: module toy.numbers is used as a"):
        toy()


def test_an_attribute_of_a_foreign_object_keeps_its_name(toy):
    with open(toy.paths["toy.one"], "a") as file:
        file.write("\n\nclass Cipher:\n    def encrypt(self, a, b):\n        return a\n\n"
                   "    def decode(self, a):\n        return a\n")
    text = toy("short", public={"toy.one": ("Cipher",)}, kept=("encrypt", "decode"))
    assert "def encrypt" in text.files["toy/__init__.py"]
    assert "def decode" in text.files["toy/__init__.py"]


def test_a_file_has_few_enough_names(toy):
    with open(toy.paths["toy.numbers"], "a") as file:
        for i in range(400):
            file.write("\n\ndef f%d(n):\n    return n + %s\n" % (
                i, "f%d(n - 1)" % (i - 1) if i else "0"))
    form = toy()
    assert len(form.counts) == 3
    assert max(form.counts.values()) <= 190
    script = CALL + "print(numbers.f50(0), numbers.f399)\n"
    assert run(form, script, toy.folder / "flat").startswith(SAID + "-1275 <function")


@pytest.mark.parametrize("how", ["short", "spread"])
def test_a_traceback_gets_its_names_back(toy, how):
    form = toy(how)
    said = run(form, "import toy\ntoy.Phone().fail()\n", toy.folder / "flat")
    assert "_deep" not in said
    table = tracebacks.merged([str(toy.folder / "flat" / "names.json")])
    told = "".join(tracebacks.read(line, table) for line in said.splitlines(True))
    assert "in toy.top._deep\n" in told
    assert "in fail\n" in told
    assert "AttributeError" in told


def test_names_are_spread():
    """Each name gets a slot of its own in MicroPython's table, and none of a built-in's."""
    busy = ["len", "range", "bytearray"]
    pool = names.Pool((), 127, busy)
    slots = [names.qstr_hash(name) % 127 for name in busy + [pool.take() for _ in range(100)]]
    assert len(set(slots)) == 103
    assert [names.table_size(count) for count in (1, 12, 13, 168)] == [2, 12, 17, 223]


# The library itself


@pytest.mark.parametrize("package", packages.SETS)
def test_every_set_fits_into_files_of_200_names(package):
    form = amalgamate.amalgamate(device_form.request(package))
    assert max(form.counts.values()) < 200
    for path, text in form.files.items():
        compile(text, path, "exec")


FIRST_CALL = os.path.join(packages.ROOT, "host_tests", "install", "flat_call.py")


@pytest.mark.parametrize("kernel", [True, False], ids=["kernel", "python"])
@pytest.mark.parametrize("how", FORMS)
@pytest.mark.parametrize("package", ["psk", "psk+dhhmac", "all"])
def test_a_set_makes_the_calls_that_its_source_makes(package, how, kernel, tmp_path):
    modes = ["psk"] if package == "psk" else ["psk", "dhhmac"]
    form = amalgamate.amalgamate(device_form.request(package, how, kernel))
    amalgamate.write(form, str(tmp_path))
    said = []
    for folder in (str(tmp_path), os.path.join(packages.ROOT, "lib")):
        path = folder + (":" + NATMOD if kernel else "")
        done = subprocess.run([MICROPYTHON, FIRST_CALL, *modes], capture_output=True, text=True,
                              env={**os.environ, "MICROPYPATH": path}, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        said.append(done.stdout)
    assert said[0] == said[1]
    assert said[0].count("TEK") == len(modes)


def test_receiving_alone_has_no_offers():
    psk = amalgamate.amalgamate(device_form.request("psk", "full")).files["mikey/__init__.py"]
    receive = amalgamate.amalgamate(
        device_form.request("psk-receive", "full")).files["mikey/__init__.py"]
    for name in ("def offer", "def finish", "class Initiator"):
        assert name in psk
        assert name not in receive
    assert len(receive) < 0.8 * len(psk)


def test_the_command(tmp_path):
    script = os.path.join(packages.ROOT, "firmware", "scripts", "package", "amalgamate.py")
    done = subprocess.run([sys.executable, script, "psk", str(tmp_path)], capture_output=True,
                          text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert os.path.exists(tmp_path / "names.json")
