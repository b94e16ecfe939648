"""The start of a handset: memory first, then the console.

Meanwhile the octet 0x03 is no Ctrl-C; boards/README.md says how a developer reaches the prompt.
"""

import gc

_THRESHOLD = 16384  # octets that are allocated between two collections, at most
_ASKED_MS = 1000  # how long after power-up a developer can ask for the prompt
_LOOK_MS = 50


def _take_ctrl_c(octet):
    """Take `octet` (int) for Ctrl-C on the input, -1 for none."""
    from micropython import kbd_intr

    kbd_intr(octet)


def _load():
    """Load the console, which loads the kernel before its own parts. Collecting early leaves fewer
    holes to what comes after it.
    """
    if hasattr(gc, "threshold"):
        gc.threshold(_THRESHOLD)
    import console  # noqa: F401


def _prompt_asked(board):
    """Return True if the button of the board that asks for the prompt is pressed in time."""
    if not hasattr(board, "prompt_button"):
        return False
    from time import sleep_ms

    for _ in range(_ASKED_MS // _LOOK_MS):
        if board.prompt_button():
            return True
        sleep_ms(_LOOK_MS)
    return False


def run():
    """Serve the console of the board until its input ends.

    Return without it on a board without drivers, and where a developer asks for the prompt.
    """
    _take_ctrl_c(-1)
    try:
        _load()
        try:
            import board
        except ImportError:
            return
        if _prompt_asked(board):
            return
        import console

        console.main(board)
    finally:
        _take_ctrl_c(3)
