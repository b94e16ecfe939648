"""The demonstration: what it shows must hold, and it must notice when it does not."""

import io
import json
import os
import subprocess
import sys

import pytest

from demo import __main__ as demo
from demo import handsets as demo_handsets
from demo import media as demo_srtp
from demo.call import Call, steps
from demo.handsets import DemoError, Handset
from demo.report import Paper, shortened


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Answering:
    """A runtime that gives one answer to everything."""

    place = "nowhere"

    def __init__(self, answer):
        self.answer = answer

    def exchange(self, line):
        return self.answer if isinstance(self.answer, str) else json.dumps(self.answer)

    def close(self):
        pass


def stream(octet, cs=1):
    policy = {"0": 1, "1": 16, "2": 1, "3": 20, "4": 14, "11": 10}
    key = "%02x" % octet
    return {"cs": cs, "ssrc": "0000000%d" % cs, "roc": 0, "policy": policy, "tek": key * 16,
            "salt": key * 14, "mki": None, "valid": None}  # fmt: skip


class Shown:
    """The Calls and the text of a mode's scenes, and what the consoles were asked and said."""

    def __init__(self, mode):
        text = io.StringIO()
        self.mode = mode
        self.heard = heard = []
        exchange = demo_handsets.Handset.request

        def listening(self, do, **fields):
            answer = exchange(self, do, **fields)
            heard.append((do, fields, answer))
            return answer

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(demo_handsets.Handset, "request", listening)
            self.calls = demo.run(Paper(text, 40), mode)
        self.text = text.getvalue()


@pytest.fixture(scope="module", params=["psk", "dhhmac", "sakke"])
def shown(request):
    """What each mode's scenes show, on a narrow page."""
    return Shown(request.param)


def test_calls(shown):
    callers = {"sakke": ["Carol", "Carol"]}.get(shown.mode, ["Alice", "Bob"])
    assert [call.caller.name for call in shown.calls] == callers
    for call in shown.calls:
        ours, theirs = call.streams["caller"], call.streams["callee"]
        assert [s["tek"] + s["salt"] for s in ours] == [s["tek"] + s["salt"] for s in theirs]
        assert ours[0]["ssrc"] == call.ssrcs[0]
        assert ours[1]["ssrc"] == theirs[1]["ssrc"] != "00000000"


def test_device_counts_its_steps(shown):
    calling, called = {"offer", "finish"}, {"refuse", "receive"}
    expected = [called, called] if shown.mode == "sakke" else [calling, called]
    assert [set(call.spent) for call in shown.calls] == expected
    for call in shown.calls:
        for step, spent in call.spent.items():
            assert spent["instructions"] > 10000
            assert spent["allocated"] > spent["kept"]
            if step != "offer":
                assert spent["fed"] >= spent["steps"] - 1
                assert 0 < spent["longest"] <= spent["instructions"]
                assert 1000 < spent["stack"] < 32768


def test_what_must_be_refused_is(shown):
    refused = [answer["reason"] for _, _, answer in shown.heard if not answer["ok"]]
    each = ["auth-failure", "replay"]
    assert refused == (["bad-user-key"] if shown.mode == "sakke" else []) + each + each
    for call in shown.calls:
        if "refuse" in call.spent:
            assert call.spent["refuse"]["instructions"] < call.spent["receive"]["instructions"]


def test_steps_leave_time_for_the_rest(shown):
    received = [call.spent["receive"] for call in shown.calls if "receive" in call.spent]
    if shown.mode == "sakke":
        plain, quick = received
        assert quick["steps"] < plain["steps"]
        assert 2 * quick["instructions"] < plain["instructions"]
    for spent in received:
        assert spent["gaps"] == 0
        assert spent["longest"] * 1.5 / 150e6 <= 0.05
        # the tone is timed by the machine, the instructions are counted
        assert spent["played_ms"] >= (spent["instructions"] - spent["longest"]) * 1.5 / 150e3 - 1


def test_nothing_secret_is_printed(shown):
    text = "".join(shown.text.split())
    names = ("key", "rsk", "ssk", "tek", "salt")
    keys = []
    for _, fields, answer in shown.heard:
        keys += [fields[name] for name in names if name in fields]
        for row in answer.get("streams", []):
            keys += [row[name] for name in names if name in row]
    for call in shown.calls:
        for side in call.streams.values():
            keys += [s[field] for s in side for field in ("tek", "salt")]
    assert len(keys) >= 4 + 16
    for key in keys:
        assert key not in text


def test_page_is_narrow_and_plain(shown):
    assert max(len(line) for line in shown.text.split("\n")) <= 40
    assert "\033" not in shown.text


SPENT = {"instructions": 9, "steps": 9, "longest": 5000000, "fed": 8, "played_ms": 7, "gaps": 0}


def test_long_steps_are_noticed():
    steps(SPENT)
    for change in ({"longest": 5000001}, {"gaps": 1}, {"fed": 7}):
        with pytest.raises(DemoError, match="a step took"):
            steps(dict(SPENT, **change))


def test_colour_on_a_terminal_alone(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert Paper(Terminal()).paint("x", "good") == "\033[32mx\033[0m"
    assert Paper(io.StringIO()).paint("x", "good") == "x"
    monkeypatch.setenv("NO_COLOR", "1")
    assert Paper(Terminal()).paint("x", "good") == "x"


def test_shortened_says_the_length():
    assert shortened("a" * 20, 20) == "a" * 20
    cut = shortened("a" * 500, 40)
    assert cut.endswith("… (500 characters)")
    assert len(cut) == 40


def test_mu_law_of_g711():
    # ITU-T G.711 table 2: silence, the ends of the scale and their signs.
    assert [demo_srtp.mu_law(x) for x in (0, -1, 32767, -32767)] == [0xFF, 0x7F, 0x80, 0x00]


@pytest.fixture
def ports():
    made = demo_srtp.Port(), demo_srtp.Port()
    yield made
    for port in made:
        port.close()


def test_other_keys_do_not_talk(ports):
    suite = "AES_CM_128_HMAC_SHA1_80"
    ports[0].open(stream(1), stream(2, 2), suite)
    ports[1].open(stream(2, 2), stream(3), suite)
    with pytest.raises(DemoError, match="not decrypted"):
        demo_srtp.talk(ports[0], ports[1], 1, 440)


def test_null_encryption_is_noticed(ports, monkeypatch):
    ports[0].open(stream(1), stream(2, 2), "AES_CM_128_HMAC_SHA1_80")
    monkeypatch.setattr("pylibsrtp.Session.protect", lambda self, packet: packet + bytes(10))
    with pytest.raises(DemoError, match="in the clear"):
        ports[0].protect(1, bytes(160))


def test_accepted_tampering_is_noticed(ports, monkeypatch):
    ports[0].open(stream(1), stream(2, 2), "AES_CM_128_HMAC_SHA1_80")
    ports[1].open(stream(2, 2), stream(1), "AES_CM_128_HMAC_SHA1_80")
    monkeypatch.setattr("pylibsrtp.Session.unprotect", lambda self, packet: packet)
    with pytest.raises(DemoError, match="tampered"):
        demo_srtp.tamper(ports[0], ports[1], 1)


def compared(ours, theirs):
    phones = Handset("Alice", "a", Answering({})), Handset("Bob", "b", Answering({}))
    call = Call(Paper(io.StringIO(), 80), *phones, "psk", "AES_CM_128_HMAC_SHA1_80", {})
    call.streams = {"caller": ours, "callee": theirs}
    try:
        call.compare()
    finally:
        call.close()


def test_differing_keys_are_noticed():
    compared([stream(1), stream(2, 2)], [stream(1), stream(2, 2)])
    with pytest.raises(DemoError, match="tek differ"):
        compared([stream(1), stream(2, 2)], [stream(1), stream(3, 2)])
    with pytest.raises(DemoError, match="share a key"):
        compared([stream(1), stream(1, 2)], [stream(1), stream(1, 2)])
    with pytest.raises(DemoError, match="both directions"):
        compared([stream(1)], [stream(1)])


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ({"ok": True}, "accepted what it must refuse"),
        ({"ok": False, "reason": "stale", "section": ""}, "refuses with stale"),
        ("", "no answer"),
    ],
)
def test_only_the_right_refusal_counts(answer, text):
    with pytest.raises(DemoError, match=text):
        Handset("Bob", "b", Answering(answer)).refusal("receive", "replay", message="")


def test_it_starts_as_make_starts_it():
    """Without pytest's import paths."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, os.path.dirname(demo.__file__), "--help"],
        cwd=demo.ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "usage" in done.stdout


def test_failure_is_a_clear_line_and_a_status(monkeypatch, capsys):
    def failing(paper, wanted):
        return Handset("Bob", "b", Answering({"ok": False, "reason": "x", "section": "y"})).ask(
            "z"
        )

    monkeypatch.setattr(demo, "run", failing)
    monkeypatch.setattr("sys.argv", ["demo.py"])
    assert demo.main() == 1
    out = capsys.readouterr().out
    assert out == "  ✗ The demonstration failed: Bob's handset refuses to z: x (y).\n"
