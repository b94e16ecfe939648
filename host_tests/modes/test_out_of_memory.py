"""Memory that runs out during an act changes nothing, and the act succeeds later."""

import os

import pytest

from modes import out_of_memory_cases
from support import emulator, unixport

NATMOD = os.path.join(unixport.ROOT, "build", "natmod", "x64")
ACTS = ["offer", "offer received", "offer finished"]
ACTS += [act.replace("offer", "update", 1) for act in ACTS]


def acts(output):
    """Return the acts that the cases printed; each was out of memory at least once."""
    found = []
    for line in output.splitlines():
        words, _, failed = line.rpartition(" ")
        assert int(failed) > 0
        found.append(words.partition(" ")[2])
    return found


@pytest.mark.parametrize("mode", ["psk", "dhhmac", "psk:1n", "dhhmac:1n"])
def test_every_block_of_heap_on_the_unix_port(mode):
    output = unixport.run(
        "-X", "heapsize=400k", out_of_memory_cases.__file__, mode, path=[NATMOD]
    )
    assert acts(output) == ACTS


@pytest.mark.parametrize("step", [":2", ":2n"])
def test_sakke_on_the_unix_port(step):
    if not os.path.exists(os.path.join(NATMOD, "_mikey.mpy")):
        pytest.skip("the natmod is not built")
    output = unixport.run(
        "-X", "heapsize=1500k", out_of_memory_cases.__file__, "sakke" + step, path=[NATMOD]
    )
    assert acts(output) == ["sakke received"]


@pytest.mark.parametrize("collected", ["", ":1n"])
@pytest.mark.parametrize("what", ["others", "refusing", "ring"])
def test_keys_half_keys_and_refusals_on_the_unix_port(what, collected):
    output = unixport.run(
        "-X", "heapsize=1500k", out_of_memory_cases.__file__, what + collected, path=[NATMOD]
    )
    assert acts(output)


@pytest.mark.parametrize("mode", ["psk:4", "psk:9n", "dhhmac:40"])
def test_a_sample_on_the_device(mode):
    status, output = emulator.run_script(
        out_of_memory_cases.__file__, heap="400k", args=[mode], timeout=600
    )
    assert status == 0, output
    assert acts(output) == ACTS
