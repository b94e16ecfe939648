"""Old name of `mikey.inspect.explain`, kept for one release."""

from mikey.inspect.explain import one_line  # noqa: F401
