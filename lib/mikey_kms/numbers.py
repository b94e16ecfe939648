"""Random integers from octets."""


def below(random, low, high):
    """Return an int in low <= k < high from `random`, without bias: draws out of range repeat."""
    bits = len(bin(high)) - 2  # MicroPython has no bit_length
    size = (bits + 7) >> 3
    while True:
        k = int.from_bytes(random(size), "big") >> (8 * size - bits)
        if low <= k < high:
            return k
