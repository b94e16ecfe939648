"""The start of a handset: Ctrl-C, the kernel, the button that asks for the prompt, the console."""

import os
import subprocess
import sys
import time
import types

import pytest

from boards.board_hardware import REAL, Hardware, loaded
from support.project_scripts import device_form

PINS = {"ESP32_GENERIC_S3": 0, "ESP32_GENERIC_C3": 9, "PCA10056": "P11"}


@pytest.fixture
def start(monkeypatch):
    """The module, with what happens in `events`; `at_console` is called in its console."""
    events = []
    names = ("micropython", "board", "console")
    made = {name: types.ModuleType(name) for name in names}  # type: Any
    parts = types.SimpleNamespace(events=events, board=made["board"], at_console=lambda: None)

    def serve(board):
        assert board is parts.board
        events.append("console")
        parts.at_console()

    made["micropython"].kbd_intr = lambda octet: events.append("Ctrl-C is %d" % octet)
    made["console"].main = serve
    for name, module in made.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, "start", raising=False)
    monkeypatch.syspath_prepend(device_form.APP)
    monkeypatch.setattr(time, "sleep_ms", events.append, raising=False)
    import start

    parts.run = start.run
    return parts


# Prints what of ours is looked for before the kernel is, when a handset starts.
LOADED = """
import sys, types
class Looks:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("board", "console", "mikey", "_mikey"):
            print(name)
sys.meta_path.insert(0, Looks())
sys.modules["micropython"] = types.SimpleNamespace(kbd_intr=lambda octet: None)
import start
start._load()
"""


def test_nothing_is_loaded_before_the_kernel_but_what_looks_at_it():
    paths = [os.path.join(device_form.ROOT, name) for name in ("lib", "boards/UNIX")]
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([device_form.APP, *paths]))
    output = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, check=True, capture_output=True, text=True
    ).stdout.split()
    assert "console.commands" in output
    assert output[: output.index("_mikey")] == [
        "console", "console.kernel_file", "mikey", "mikey.crypto", "mikey.crypto.kernel",
    ]  # fmt: skip


def test_ctrl_c_is_off_from_the_first_step_to_the_last(start):
    start.run()
    assert start.events == ["Ctrl-C is -1", "console", "Ctrl-C is 3"]


def test_a_console_that_fails_leaves_ctrl_c_to_the_prompt(start):
    def fail():
        raise MemoryError

    start.at_console = fail
    with pytest.raises(MemoryError):
        start.run()
    assert start.events == ["Ctrl-C is -1", "console", "Ctrl-C is 3"]


def test_a_board_without_drivers_serves_nothing(start, monkeypatch):
    monkeypatch.setitem(sys.modules, "board", None)
    start.run()
    assert start.events == ["Ctrl-C is -1", "Ctrl-C is 3"]


@pytest.mark.parametrize("looks", [0, 1, 19])
def test_a_button_pressed_within_a_second_gives_the_prompt(start, looks):
    seen = iter([False] * looks + [True])
    start.board.prompt_button = lambda: next(seen)
    start.run()
    assert start.events == ["Ctrl-C is -1", *[50] * looks, "Ctrl-C is 3"]


def test_a_button_that_nobody_presses_starts_the_console_after_a_second(start):
    start.board.prompt_button = lambda: False
    start.run()
    assert start.events == ["Ctrl-C is -1", *[50] * 20, "console", "Ctrl-C is 3"]


@pytest.mark.parametrize("name", REAL)
def test_every_real_board_has_a_button_for_it(name):
    hardware = Hardware()
    with loaded(name, hardware) as board:
        assert board.prompt_button() is False
        hardware.pressed = True
        assert board.prompt_button() is True
    pin = PINS.get(name)
    assert hardware.pins == ([] if pin is None else [(pin, "in", "pull-up")] * 2)
