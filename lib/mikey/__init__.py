"""MIKEY (RFC 3830 and successors) for handsets: octets in, octets and SRTP keys out."""

__version__ = "0.1.0"
