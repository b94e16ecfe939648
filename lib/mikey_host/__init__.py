"""What only a host has: certificates, checked with the `cryptography` package.

No handset needs it and nothing of lib/mikey imports it: a host that wants certificates hands an
object of this package to its handset.
"""
