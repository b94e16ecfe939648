"""What the tests of the console share."""

import pytest

from support.consoles import RUNTIMES, Console


@pytest.fixture(scope="module", params=RUNTIMES)
def console(request):
    """A console on each of the three runtimes, one for all tests of a file."""
    with Console(request.param) as made:
        yield made
