"""MIKEY (RFC 3830 and successors) for handsets: octets in, octets and SRTP keys out.

`Handset` is the front door, `MikeyError` the one exception. Neither is imported before it is used,
so that a program that needs a part of the library loads that part alone.
"""

__version__ = "0.2.0"
__form__ = "source"  # a build that makes another form of these files says so: "flat", "rom"

_HOMES = {"Handset": "handset", "MikeyError": "errors"}


def __getattr__(name):
    home = _HOMES.get(name)
    if home is not None:
        return getattr(__import__("mikey." + home, None, None, (name,)), name)
    if name[0] == "_":
        raise AttributeError(name)
    try:  # MicroPython asks here before it looks for a submodule
        return __import__("mikey." + name, None, None, ("__name__",))
    except ImportError:
        raise AttributeError(name)
