"""Ints for the two curves: inverses, residue symbols, unbiased draws, SAKKE's parameters.

`inverse` and the symbols are what `pow` cannot do on MicroPython; all take a time that depends on
the values. P … SLOPE_IM are Parameter Set 1 of MIKEY-SAKKE (RFC 6509 Appendix A).
E: y^2 = x^3 - 3x over F_P; its P + 1 = 4Q points form one cyclic group. P = 4Q - 1, P = 3 mod 8.
"""

P = int(
    "997abb1f0a563fda65c61198dad0657a416c0ce19cb48261be9ae358b3e01a2e"
    "f40aab27e2fc0f1b228730d531a59cb0e791b39ff7c88a19356d27f4a666a6d0"
    "e26c6487326b4cd4512ac5cd65681ce1b6aff4a831852a82a7cf3c521c3c09aa"
    "9f94d6af56971f1ffce3e82389857db080c5df10ac7ace87666d807afea85feb",
    16,
)
Q = (P + 1) >> 2
PX = int(
    "53fc09ee332c29ad0a7990053ed9b52a2b1a2fd60aec69c698b2f204b6ff7cbf"
    "b5edb6c0f6ce2308ab10db9030b09e1043d5f22cdb9dfa55718bd9e7406ce890"
    "9760af765dd5bccb337c86548b72f2e1a702c3397a60de74a7c1514dba66910d"
    "d5cfb4cc80728d87ee9163a5b63f73ec80ec46c4967e0979880dc8abeae63895",
    16,
)
PY = int(
    "0a8249063f6009f1f9f1f0533634a135d3e82016029906963d778d821e141178"
    "f5ea69f4654ec2b9e7f7f5e5f0de55f66b598ccf9a140b2e416cff0ca9e032b9"
    "70dae117ad547c6ccad696b5b7652fe0ac6f1e80164aa989492d979fc5a4d5f2"
    "13515ad7e9cb99a980bdad5ad5bb4636adb9b5706a67dcde75573fd71bef16d7",
    16,
)
# g = <(PX, PY), (PX, PY)> in its representation by one element of F_P
G = int(
    "66fc2a432b6ea392148f15867d623068c6a87bd1fb94c41e27fabe658e015a87"
    "371e94744c96feda449ae9563f8bc446cbfda85d5d00ef577072da8f541721be"
    "ee0faed1828eab90b99dfb0138c7843355df0460b4a9fd74b4f1a32bcafa1ffa"
    "d682c033a7942bcce3720f20b9b7b0403c8cae87b7a0042acde0fab36461ea46",
    16,
)
# For the test of a point's order (soft.sakke.in_subgroup): E has a point T of order 4 over F_P^2
# with 2T = (e, 0), e = i EPS a root of 3; the tangent at T has the slope SLOPE_RE + i SLOPE_IM.
EPS = int(
    "6ec2065e3b96c6c3fa90e5a4a5b625f1cec40e7f736f516e33e23042d0b9f81d"
    "ac1140b6ebe07da54dbb23de919eb5d4b9d589b0b2a0120a6f530c25466a22a8"
    "d62e1d53e4958b3e07c2581f698b6f23435f3b69a1602e31991c277dd463a215"
    "3c83f9b4d34a34f5c394033673619d3f4d5228f190710176ab0564f63cb03931",
    16,
)
SLOPE_RE = int(
    "7cd4e397ce193f89cf5faf3c2e26e6ad0967f83b3bebd790fa3239654ebe43c7"
    "ea76cd7e50be53f5dc06bc69c61205fae026198e1cef4c83531e2d4ae2bd7596"
    "1706ec30cb6a3ea2a8989949da9a70489f79d578b3c808410ad689c2b8d077d0"
    "c162dc5bf80203537758c5305444a61a373a3adfeaf2dfda13da13591852e590",
    16,
)
SLOPE_IM = int(
    "2f8d1a0112a9e4e999d76263a4e7b5bb3013724140e9662666801302b5872115"
    "4c0fe63b1231239a443e56d41a99e85e3618e536faec3006d1bf3ffeb6e64ebc"
    "2c631dd147d09fc500eaee53b5b3c40f3522b5ebbcbd0cc94e29034826b8bf2a"
    "d956b1e3d847030584f8679ca069b2666b2ff0e4e2407bd77ee7f23b87d08fa3",
    16,
)


def inverse(a, m):
    """Return a^-1 mod m (int), or 0 when `a` has none. `m` > 1."""
    u, v = a % m, m
    x, y = 1, 0
    while u > 1:
        k = v // u
        u, v = v - k * u, u
        x, y = y - k * x, x
    return x % m if u == 1 else 0


def jacobi(a, n):
    """Return the Jacobi symbol (a/n): 1, -1, or 0 when they have a common factor; `n` odd."""
    a %= n
    sign = 1
    while a:
        twos = 0
        while not a & 255:
            a >>= 8
        while not a & 1:
            a >>= 1
            twos ^= 1
        if twos and (n & 7) in (3, 5):
            sign = -sign
        if a & 3 == 3 and n & 3 == 3:
            sign = -sign
        a, n = n % a, a
    return sign if n == 1 else 0


def quartic(x, y, p):
    """Return the exponent of i in the quartic residue symbol of x + iy modulo p in Z[i].

    `p`: 3 mod 4. 0 … 3, or -1 when they have a common factor. Where p is prime, this tells
    which power of i is (x + iy)^((p^2 - 1)/4) mod p.
    """
    a, b = x, y
    c, d = -p, 0
    e = 0
    while a or b:
        # a + ib without its powers of 1 + i and of i: odd norm, then 1 mod 2 + 2i, as c + id is
        i = k = 0
        while not (a | b) & 1:
            a >>= 1
            b >>= 1
            i += 3
            k += 2
        if a & b & 1:
            a, b = (a + b) >> 1, (b - a) >> 1
            k += 1
        if not a & 1:
            a, b = b, -a
            i += 1
        if (a + b) & 3 != 1:
            a, b = -a, -b
            i += 2
        # the supplementary laws
        low, odd = c & 15, d & 15
        e += k * ((low - odd - odd * odd - 1) >> 2) - i * ((low - 1) >> 1)
        if max(abs(a), abs(b)) < max(abs(c), abs(d)):
            a, b, c, d = c, d, a, b
            # reciprocity
            e += b & d & 2
        # now divisible by 2 + 2i
        a -= c
        b -= d
    return e & 3 if c == 1 and not d else -1


def below(random, low, high):
    """Return an int in low <= k < high from `random`, without bias: draws out of range repeat."""
    bits = len(bin(high)) - 2  # MicroPython has no bit_length
    size = (bits + 7) >> 3
    while True:
        k = int.from_bytes(random(size), "big") >> (8 * size - bits)
        if low <= k < high:
            return k
