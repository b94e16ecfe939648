# firmware/kernel: the native kernel.

from typing import Any

def __getattr__(name: str) -> Any: ...
