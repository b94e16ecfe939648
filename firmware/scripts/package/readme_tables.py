"""Writes the kept figures into the README's tables; `--check` only tells whether they are there.

The figures are those of host_tests/bench/figures, kept by `make bench ARGS=--save` and
`make footprint ARGS=--keep`.
"""

import json
import os
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
README = os.path.join(ROOT, "README.md")
FIGURES = os.path.join(ROOT, "host_tests", "bench", "figures")

# Row of the bench -> what it is, and the peer's count where one was measured.
BENCH = (
    ("psk.offer", "PSK offer", ""),
    ("psk.receive", "PSK receive, with its answer", ""),
    ("psk.finish", "PSK finish", ""),
    ("reject.malformed", "refusing a malformed message", ""),
    ("check.malformed", "the same by `check`", ""),
    ("check.worst", "judging the dearest message of 2,048 octets that is known", ""),
    ("reject.bad_mac", "refusing a wrong MAC", ""),
    ("dhhmac.receive", "DHHMAC receive, two exponentiations", ""),
    ("dhhmac.finish", "DHHMAC finish", ""),
    ("dh1536.pow256", "y^x, 1536 bits, 256-bit exponent", "5.83 M"),
    ("dh1536.base2", "2^x, the same", "5.83 M"),
    ("mont1536", "1536-bit modular multiplication", "19.6 k"),
    ("mont1024", "1024-bit modular multiplication", "6.8 k, 9.6 k (SAKKE)"),
    ("eccsi.verify", "ECCSI verification", "3.01 M"),
    ("sakke.pairing", "SAKKE pairing", ""),
    ("sakke.pairing_tables", "SAKKE pairing, tables of the own key", ""),
    ("sakke.check", "SAKKE tests on R and re-encryption check", ""),
    ("sakke.decapsulate", "SAKKE opening", "334.6 M"),
    ("sakke.decapsulate_tables", "SAKKE opening, tables of the own key", "115.7 M"),
    ("sakke.receive", "SAKKE receive, whole", ""),
    ("sakke.receive_tables", "SAKKE receive, whole, with tables", ""),
    ("sakke.receive_step", "the longest step of a SAKKE receive", ""),
    ("sakke.receive_tables_step", "the same with tables", ""),
)


FIELDS = ("instructions", "heap_allocated", "heap_kept", "stack", "spread")


def load(name):
    """Return the figures kept under `name`, none where there are none."""
    path = os.path.join(FIGURES, name + ".json")
    if not os.path.exists(path):
        return {}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def number(value):
    """Return a figure with its thousands apart, or a dash."""
    return "–" if value is None else format(value, ",")


def bench_table():
    """Return the bench as Markdown."""
    rows = load("bench")
    lines = [
        "| operation | instructions | heap | kept | stack | spread over secrets | wolfSSL |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, text, peer in BENCH:
        if name in rows:
            row = rows[name]
            cells = [row[field] for field in FIELDS]
            figures = " | ".join(number(cell) for cell in cells)
            lines.append("| %s | %s | %s |" % (text, figures, peer))
    return "\n".join(lines)


def footprint_table():
    """Return the footprint as Markdown."""
    lines = ["| what | flash | static RAM | heap |", "|---|---:|---:|---:|"]
    for name, row in load("footprint").items():
        cells = " | ".join(number(row.get(field)) for field in ("flash", "ram", "heap"))
        lines.append("| %s | %s |" % (name, cells))
    return "\n".join(lines)


def filled(text):
    """Return the README's text with its tables made anew."""
    for name, table in (("bench", bench_table()), ("footprint", footprint_table())):
        begin, end = "<!-- %s -->" % name, "<!-- /%s -->" % name
        head, rest = text.split(begin, 1)
        text = head + begin + "\n" + table + "\n" + end + rest.split(end, 1)[1]
    return text


def main():
    """Write the tables, or check them."""
    with open(README, encoding="utf-8") as file:
        old = file.read()
    new = filled(old)
    if "--check" in sys.argv:
        return 0 if new == old else 1
    with open(README, "w", encoding="utf-8") as file:
        file.write(new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
