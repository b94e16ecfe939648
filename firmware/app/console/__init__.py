"""The handset console: one JSON object a line in, exactly one a line out.

    {"do": "identity", "uri": "sip:bob@example.com"}
    {"ok": true}

The same files serve every board; the README and `make console` say how to reach it. Binary values
are lower-case hex, messages base64 as in RFC 4567. The end of input ends it. Options, on
simulation boards: `--entropy-hex HEX` feeds fixed octets in place of the entropy source and lets
the clock stand, so that a published vector comes out octet for octet (drawn in the order of
`mikey.offer`); `--store DIR` keeps values there. `--lines DIR` is where the pairing lines of
SAKKE keys are found (`make provision`), /rom if not said.
"""

from console import kernel_file  # noqa: F401 - before anything that loads the kernel

# isort: split

# Then the kernel: where code is loaded into the heap it is one large block, for which there is
# room before the parts of the console lie in its way.
import mikey.crypto.kernel  # noqa: F401

# isort: split

from console.commands import Console, main  # noqa: F401
