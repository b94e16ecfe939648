"""HashToIntegerRange of RFC 6508 5.1 with SHA-256."""

from mikey.crypto.hash import sha256
from mikey.crypto.native import kernel

# h_1 … h_4: the hashes of 32 null octets, of that, and so on. They depend on nothing.
_H = (
    b"\x66\x68\x7a\xad\xf8\x62\xbd\x77\x6c\x8f\xc1\x8b\x8e\x9f\x8e\x20"
    b"\x08\x97\x14\x85\x6e\xe2\x33\xb3\x90\x2a\x59\x1d\x0d\x5f\x29\x25",
    b"\x2b\x32\xdb\x6c\x2c\x0a\x62\x35\xfb\x13\x97\xe8\x22\x5e\xa8\x5e"
    b"\x0f\x0e\x6e\x8c\x7b\x12\x6d\x00\x16\xcc\xbd\xe0\xe6\x67\x15\x1e",
    b"\x12\x77\x13\x55\xe4\x6c\xd4\x7c\x71\xed\x17\x21\xfd\x53\x19\xb3"
    b"\x83\xcc\xa3\xa1\xf9\xfc\xe3\xaa\x1c\x8c\xd3\xbd\x37\xaf\x20\xd7",
    b"\xfe\x15\xc0\xd3\xeb\xe3\x14\xfa\xd7\x20\xa0\x8b\x83\x9a\x00\x4c"
    b"\x2e\x63\x86\xf5\xae\xcc\x19\xec\x74\x80\x7d\x19\x20\xcb\x6a\xeb",
)


def _expand(parts, out, n):
    """Fill `n` octets of `out` (a multiple of 32, at most 128) with v' = v_1 || v_2 … (5.1).

    `parts`: the buffers whose concatenation is s. The reduction mod n is left to the caller.
    """
    h = sha256()
    for part in parts:
        h.update(part)
    a = h.digest()
    for i in range(0, n, 32):
        h = sha256(_H[i >> 5])
        h.update(a)
        out[i : i + 32] = h.digest()


# A kernel may have been built without this mode.
expand = kernel.sakke_expand if hasattr(kernel, "sakke_expand") else _expand


def to_integer(s, n):
    """Return HashToIntegerRange(s, n, SHA-256) as an int, for octets `s` and any n > 1.

    l = Ceiling(lg(n)/256) as written: one block for n = 2^256, for which some senders take two.
    """
    a = sha256(s).digest()
    h = bytes(32)
    v = 0
    n_1 = n - 1  # MicroPython's ints do not know their length
    while n_1:
        n_1 >>= 256
        h = sha256(h).digest()
        v = v << 256 | int.from_bytes(sha256(h + a).digest(), "big")
    return v % n
