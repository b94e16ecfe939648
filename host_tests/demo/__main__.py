"""Shows handsets that agree on SRTP keys through MIKEY and talk: `make demo`.

One handset runs on an emulated Cortex-M4, the other on the MicroPython unix port; for MIKEY-SAKKE
a caller is simulated. The exit status is 0 when all of it went as it must, 1 otherwise, after one
line that says what did not.
"""

import argparse
import os
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path[:0] = [os.path.join(ROOT, "lib"), os.path.join(ROOT, "host_tests")]

from demo import report as demo_print
from demo.handsets import DemoError, Device, Handset, Process
from demo.sakke import Domain
from demo.scenarios import SCENES, Cast


def introduce(paper, handset):
    """Print who a handset is; return the modes that it has (list of str)."""
    hello = handset.ask("hello")
    text = "%s: %s. Board %s, %s kernel, mikey %s"
    about = handset.name, handset.runtime.place, hello["board"], hello["kernel"], hello["version"]
    paper.line(text % about, hang=2)
    if isinstance(handset.runtime, Device):
        paper.note("%s of heap free" % demo_print.size(hello["heap_free"]))
    return hello["modes"]


def play(paper, cast, wanted=None):
    """Show every scene that both handsets have the mode for; return the Calls made.

    `wanted` (str) shows the scenes of one mode only. DemoError when anything disagrees.
    """
    paper.line("Two handsets agree on SRTP keys through MIKEY, and talk.", 2, "title")
    paper.line()
    modes = [introduce(paper, handset) for handset in (cast.device, cast.host)]
    calls = []
    for scene in SCENES:
        if wanted not in (None, scene.mode):
            continue
        if not all(scene.mode in known for known in modes):
            if wanted:
                raise DemoError("not both handsets have the mode " + wanted)
            continue
        paper.title(scene.title)
        calls.append(scene.run(paper, cast))
    if not calls:
        raise DemoError("there is no scene for the modes of these handsets")
    return calls


def run(paper, wanted=None):
    """Start both handsets, show the scenes, end the handsets; return the Calls made."""
    started = []
    try:
        domain = None
        if wanted in (None, "sakke"):
            domain = Domain()
            started.append(domain)
        lines = domain and domain.lines
        device = Handset("Alice", "sip:alice@example.org", Device(lines))
        started.append(device)
        host = Handset("Bob", "sip:bob@example.org", Process())
        started.append(host)
        return play(paper, Cast(device, host, domain), wanted)
    finally:
        for thing in started:
            thing.close()


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
        "Times are of whole console requests on this computer. Instructions, heap and stack are "
        "what the device counted for the library's work alone: all the heap that it took, and "
        "what it still held after a collection. Times at 150 MHz are instructions of 1.5 cycles. "
        "A key is shown as 32 bits of a SHA-256 of key and salt.",
        2,
        "soft",
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
