"""Prints a demonstration for a person: scenes, arrows, folded lines, colour on a terminal."""

import os
import shutil
import sys
import textwrap

_COLOURS = {"title": "1", "left": "36", "right": "35", "good": "32", "bad": "31", "soft": "2"}
_NARROW, _WIDE = 40, 99


class Paper:
    """What the demonstration is written on: a text stream, at the width of its terminal."""

    def __init__(self, stream=None, width=None):
        self._stream = stream = stream or sys.stdout
        if hasattr(stream, "reconfigure"):
            # A terminal without arrows still gets the rest.
            stream.reconfigure(errors="replace")  # pyright: ignore[reportAttributeAccessIssue]
        self.width = width or min(max(shutil.get_terminal_size().columns, _NARROW), _WIDE)
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        self._colour = stream.isatty() and not plain

    def paint(self, text, style):
        """Return `text` in a colour, where there are colours."""
        return "\033[%sm%s\033[0m" % (_COLOURS[style], text) if self._colour else text

    def line(self, text="", indent=2, style=None, hang=0):
        """Write a line, folded to the width; its continuation is indented by `hang` more."""
        folded = textwrap.wrap(
            text,
            self.width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + hang),
            break_on_hyphens=False,
        )
        for row in folded or [""]:
            self._stream.write((self.paint(row, style) if style else row) + "\n")
        self._stream.flush()

    def title(self, text):
        """Begin a scene."""
        self.line()
        rule = "━" * max(self.width - len(text) - 4, 0)
        self.line("━━ %s %s" % (text, rule), 0, "title")

    def step(self, left, arrow, right, text):
        """Write who (`left`) sends what to whom (`right`); the arrow shows the direction."""
        self.line()
        style = "left" if arrow == "→" else "right"
        self.line("%s %s %s  %s" % (left, arrow, right, text), 2, style, 4)

    def row(self, name, text):
        """Write a named line below a step: a payload, a key, a measurement."""
        self.line("%-6s %s" % (name, text), 4, hang=7)

    def note(self, text):
        """Write a measurement or remark."""
        self.line(text, 4, "soft")

    def good(self, text):
        """Write what was proved."""
        self.line("✓ " + text, 4, "good", 2)

    def bad(self, text):
        """Write what went wrong."""
        self.line("✗ " + text, 2, "bad", 2)


def size(octets):
    """Return a number of octets in words: "412 octets", "65.0 KB"."""
    if abs(octets) < 1024:
        return "%d octet%s" % (octets, "" if abs(octets) == 1 else "s")
    return "%.1f KB" % (octets / 1024)


def duration(seconds):
    """Return a time in words: "2.4 ms", "1.30 s"."""
    return "%.2f s" % seconds if seconds >= 1 else "%.1f ms" % (seconds * 1000)


def shortened(text, room):
    """Return `text` cut to `room` characters, with its full length said where it is cut."""
    if len(text) <= room:
        return text
    tail = "… (%d characters)" % len(text)
    return text[: max(room - len(tail), 8)] + tail
