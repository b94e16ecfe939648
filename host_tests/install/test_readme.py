"""What the README says is so: its example runs, its figures are the kept ones, its names exist."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_runs():
    sys.path.insert(0, str(ROOT / "boards" / "UNIX"))
    import board

    from mikey import Handset

    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(code.strip().splitlines()) == 5
    key = bytes(range(16))
    alice = Handset(board.drivers(), b"sip:alice@example.com")
    alice.psks.add(b"sip:bob@example.com", key)
    offer = alice.offer("psk", b"sip:bob@example.com", [b"\1\2\3\4"])
    replies, started = [], []
    names = {
        "Handset": Handset,
        "board": board,
        "key": key,
        "message": bytes(offer.message),
        "send": lambda reply: replies.append(bytes(reply)),
        "start_srtp": lambda *keys: started.append([bytes(k) for k in keys]),
    }
    exec(code, names)  # noqa: S102 - the README's own code
    alice.finish(offer, replies[0])
    stream = offer.streams[0]
    assert started == [[stream.ssrc, bytes(stream.tek), bytes(stream.salt)]]


def test_the_figures_are_the_kept_ones():
    script = ROOT / "firmware" / "scripts" / "package" / "readme_tables.py"
    assert subprocess.run([sys.executable, script, "--check"], check=False).returncode == 0


def test_every_kept_row_of_the_bench_has_its_fields():
    rows = json.loads((ROOT / "host_tests" / "bench" / "figures" / "bench.json").read_text())
    for row in rows.values():
        assert set(row) == {"instructions", "heap_allocated", "heap_kept", "stack", "spread"}


def test_every_file_that_is_named_exists():
    for name in re.findall(r"\]\(([^)]+)\)", README):
        assert (ROOT / name).exists(), name


def test_every_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make ([a-z]+)", README)):
        assert re.search("^%s:" % target, makefile, re.MULTILINE), target


def test_the_library_imports_alone():
    for program in (sys.executable, ROOT / ".venv" / "bin" / "micropython"):
        code = "import sys; sys.path.insert(0, %r); import mikey; print(mikey.__version__)"
        command = [program, "-c", code % str(ROOT / "lib")]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        assert done.stdout.strip() == "0.2.0"
