"""Counts instructions and heap on the emulated Cortex-M4: `make bench [ARGS=--save]`.

Writes build/bench.json, one object a row, and shows what changed by more than 2 % against the
figures kept in host_tests/bench/figures; `--save` keeps the new ones. Counts are of guest
instructions under `-icount shift=0`, from the Python call to its return, and repeat exactly.
"""

import argparse
import json
import os
import sys

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from support.emulator import ROOT, run_script

DEVICE = os.path.join(ROOT, "host_tests", "bench", "device")
KEPT = os.path.join(ROOT, "host_tests", "bench", "figures", "bench.json")
OUT = os.path.join(ROOT, "build", "bench.json")
# Beside them: which of the messages that a row's search made was the dearest.
CASES = "bench_cases.json"
CHANGE = 0.02
# SAKKE lines are made in RAM; the search leaves room so that no collection runs in a count.
HEAPS = {"bench_worst.py": "3m", "bench_sakke.py": "3m", "bench_sakke_call.py": "3m"}
SCRIPTS = (
    "bench_psk.py",
    "bench_worst.py",
    "bench_dhhmac.py",
    "bench_kernel.py",
    "bench_sakke.py",
    "bench_sakke_call.py",
)

# What issue and design set as goals: row -> (field, at most).
GOALS = {
    "psk.offer": (("instructions", 520000),),
    "psk.receive": (("instructions", 560000),),
    "psk.finish": (("instructions", 220000),),
    "check.worst": (("instructions", 500000),),
    "check.malformed": (("instructions", 30000), ("heap_allocated", 0)),
    "reject.malformed": (("instructions", 60000), ("heap_allocated", 128), ("heap_kept", 0)),
    "mont1024": (("instructions", 3500), ("heap_allocated", 0)),
    "mont1536": (("instructions", 7500), ("heap_allocated", 0)),
    "dh1536.pow256": (("instructions", 2200000), ("heap_allocated", 0), ("spread", 0)),
    "dh1536.base2": (("instructions", 1700000), ("heap_allocated", 0), ("spread", 0)),
    "mac.equal": (("spread", 0),),
    "dhhmac.receive": (("heap_allocated", 8192),),
    "eccsi.verify": (("instructions", 1200000),),
    "sakke.decapsulate": (("instructions", 90000000), ("spread", 0)),
    "sakke.decapsulate_tables": (("instructions", 28000000), ("spread", 0)),
}


def rows_of(script):
    """Run one device script and return (its rows, the cases of those that searched), dicts."""
    status, output = run_script(
        os.path.join(DEVICE, script), heap=HEAPS.get(script, "1m"), timeout=900
    )
    rows, cases = {}, {}
    for line in output.splitlines():
        if line.startswith("row "):
            _, name, row = line.split(" ", 2)
            rows[name] = json.loads(row)
        elif line.startswith("case "):
            _, name, case = line.split(" ", 2)
            cases[name] = json.loads(case)
    if status or not rows:
        sys.exit("bench: %s failed:\n%s" % (script, output))
    return rows, cases


def load(path):
    """Return the figures kept at `path`, none where there are none."""
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        return json.load(file)


def verdict(name, row):
    """Return what the goals say of a row: the goals missed, or ok, or nothing."""
    goals = GOALS.get(name)
    if not goals:
        return ""
    missed = ["%s > %s" % (field, format(most, ",")) for field, most in goals if row[field] > most]
    return "goal missed: " + ", ".join(missed) if missed else "goal met"


def changes(row, old):
    """Return the fields that moved by more than 2 %, as text."""
    parts = []
    for field in row:
        new, was = row[field], old.get(field)
        if new is None or was is None or new == was:
            continue
        if not was or abs(new - was) / was > CHANGE:
            parts.append("%s was %s" % (field, format(was, ",")))
    return "; ".join(parts)


def show(rows, kept):
    """Print the table."""
    print(
        "%-26s %14s %9s %6s %6s %6s" % ("row", "instructions", "heap", "kept", "stack", "spread")
    )
    for name, row in rows.items():
        fields = [row[name] for name in ("heap_allocated", "heap_kept", "stack", "spread")]
        text = ["-" if value is None else format(value, ",") for value in fields]
        notes = [verdict(name, row), changes(row, kept.get(name, {}))]
        print(
            "%-26s %14s %9s %6s %6s %6s  %s"
            % (name, format(row["instructions"], ","), *text, "; ".join(n for n in notes if n))
        )


def write(path, value):
    """Write `value` as JSON."""
    with open(path, "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")


def main():
    """Measure, show, store."""
    parser = argparse.ArgumentParser(description="Instructions and heap on the emulated device.")
    parser.add_argument("--save", action="store_true", help="keep the figures in the repository")
    arguments = parser.parse_args()
    rows, cases = {}, {}
    for script in SCRIPTS:
        if os.path.exists(os.path.join(DEVICE, script)):
            more, found = rows_of(script)
            rows.update(more)
            cases.update(found)
    show(rows, load(KEPT))
    for name, case in cases.items():
        print("%s: %s" % (name, " ".join("%s=%d" % pair for pair in case.items())))
    for path in (OUT, KEPT) if arguments.save else (OUT,):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write(path, rows)
        write(os.path.join(os.path.dirname(path), CASES), cases)


if __name__ == "__main__":
    main()
