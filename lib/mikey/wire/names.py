"""Old name of `mikey.inspect.names`, kept for one release."""

from mikey.inspect.names import *  # noqa: F403
