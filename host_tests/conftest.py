"""Says at the end of a run how many conformance cases ran on each runtime; names cases."""

from collections import Counter

_outcomes = Counter()


def pytest_runtest_logreport(report):
    """Count a conformance case by its runtime and its outcome."""
    runtime = dict(report.user_properties).get("runtime")
    if runtime and (report.when == "call" or report.outcome == "skipped"):
        _outcomes[runtime, report.outcome] += 1


def pytest_make_parametrize_id(val):
    """Name a dict by its keys: the values may be objects, which differ from process to process."""
    return ",".join(map(str, val)) if isinstance(val, dict) else None


def pytest_terminal_summary(terminalreporter):
    """Write one line a runtime."""
    for runtime in sorted({name for name, _ in _outcomes}):
        counts = ["%d %s" % (n, o) for (r, o), n in sorted(_outcomes.items()) if r == runtime]
        terminalreporter.write_line("conformance on %s: %s" % (runtime, ", ".join(counts)))
