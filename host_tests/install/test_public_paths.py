"""The public import paths of lib/README.md, on the runtimes of a host."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support import unixport

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "lib" / "README.md").read_text().split("<!-- paths -->")[1].split("<!-- /paths")[0]
ROWS = re.findall(r"^\| `([\w.]+)` \| (.*) \|$", TABLE, re.M)
# Names of 0.1.0, where they moved to.
MOVED = [
    ("mikey.offering", "pack", "mikey.offer"),
    ("mikey.session", "Call", "mikey.call"),
    ("mikey.keyring", "KeyRing", "mikey.credentials.sakke"),
    ("mikey.identifier", "period", "mikey.credentials.identifier"),
    ("mikey.modes.table", "installed", "mikey.modes"),
    ("mikey.wire.explain", "explain", "mikey.inspect.explain"),
    ("mikey.wire.names", "PAYLOAD", "mikey.inspect.names"),
    ("mikey.wire.one_line", "one_line", "mikey.inspect.explain"),
]


def program():
    """Return a program that imports every path of the table and looks up its names."""
    lines = []
    for path, names in ROWS:
        lines.append("import %s as m" % path)
        lines += ["m.%s" % name for name in re.findall(r"`(\w+)`", names)]
    for old, name, new in MOVED:
        lines.append("from %s import %s as a" % (old, name))
        lines.append("from %s import %s as b" % (new, name))
        lines.append("assert a is b")
    return "\n".join([*lines, "print('imported')", ""])


def test_the_table_lists_them():
    assert len(ROWS) > 8 and ("mikey.offer", "`pack`") in ROWS


def test_on_cpython():
    environment = dict(os.environ, PYTHONPATH=str(ROOT / "lib"))
    done = subprocess.run(
        [sys.executable, "-c", program()],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
    )
    assert done.stdout == "imported\n", done.stderr


@pytest.mark.parametrize("without_kernel", [False, True])
def test_on_the_unix_port(tmp_path, without_kernel, record_property):
    record_property("runtime", "micropython")
    file = tmp_path / "paths.py"
    file.write_text(program())
    path = () if without_kernel else (str(ROOT / "build" / "natmod" / "x64"),)
    assert "imported" in unixport.run(str(file), path=path)
