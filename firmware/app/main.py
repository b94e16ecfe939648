"""What a handset does at power-up: it serves the console on its UART; see start.py."""

import start

start.run()
