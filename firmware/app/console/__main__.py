"""Serves the console of the board whose module is found: `python -m console`."""

import sys

import board

from console import main

sys.exit(main(board))
