"""Shows handsets that agree on SRTP keys through MIKEY and talk: `make demo`.

One handset runs on an emulated Cortex-M4, the other on the MicroPython unix port. The exit status
is 0 when all of it went as it must, 1 otherwise, after one line that says what did not.
"""

import argparse
import os
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "lib"))

import demo_print
from demo_handsets import DemoError, Device, Handset, Process
from demo_scenes import SCENES


def introduce(paper, handset):
    """Print who a handset is; return the modes that it has (list of str)."""
    hello = handset.ask("hello")
    text = "%s: %s. Board %s, %s kernel, mikey %s"
    about = handset.name, handset.runtime.place, hello["board"], hello["kernel"], hello["version"]
    paper.line(text % about, hang=2)
    if isinstance(handset.runtime, Device):
        paper.note("%s of heap free" % demo_print.size(hello["heap_free"]))
    return hello["modes"]


def play(paper, device, host, wanted=None):
    """Show every scene that both handsets have the mode for; return the Calls made.

    `wanted` (str) shows the scenes of one mode only. DemoError when anything disagrees.
    """
    paper.line("Two handsets agree on SRTP keys through MIKEY, and talk.", 2, "title")
    paper.line()
    modes = [introduce(paper, handset) for handset in (device, host)]
    calls = []
    for scene in SCENES:
        if wanted not in (None, scene.mode):
            continue
        if not all(scene.mode in known for known in modes):
            if wanted:
                raise DemoError("not both handsets have the mode " + wanted)
            continue
        paper.title(scene.title)
        calls.append(scene.run(paper, device, host))
    if not calls:
        raise DemoError("there is no scene for the modes of these handsets")
    return calls


def run(paper, wanted=None):
    """Start both handsets, show the scenes, end the handsets; return the Calls made."""
    started = []
    try:
        started.append(Handset("Alice", "sip:alice@example.org", Device()))
        started.append(Handset("Bob", "sip:bob@example.org", Process()))
        return play(paper, started[0], started[1], wanted)
    finally:
        for handset in started:
            handset.close()


def main():
    """Show all, or the mode that the command line names; return the exit status."""
    parser = argparse.ArgumentParser(description="Two handsets agree on SRTP keys and talk.")
    parser.add_argument("--mode", choices=sorted({scene.mode for scene in SCENES}))
    arguments = parser.parse_args()
    paper = demo_print.Paper()
    began = time.monotonic()
    try:
        calls = run(paper, arguments.mode)
    except BrokenPipeError:  # the reader has left: `make demo | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except (DemoError, OSError) as error:  # OSError: a program or a socket is missing
        paper.bad("The demonstration failed: %s." % error)
        return 1
    paper.line()
    text = "%d call%s, all as it must be, in %s."
    seconds = demo_print.duration(time.monotonic() - began)
    paper.line(text % (len(calls), "" if len(calls) == 1 else "s", seconds), 2, "title")
    paper.line(
        "Times are of whole console requests on this computer. Instructions and heap are what "
        "the device counted for the library's work alone: all the heap that a step took, and "
        "what it still held after a collection. A key is shown as 32 bits of a SHA-256 of key "
        "and salt.",
        2,
        "soft",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
