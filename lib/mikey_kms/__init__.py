"""The other side of MIKEY-SAKKE, for hosts and tests: KMS keys, user keys, senders.

Nothing here runs in constant time and no handset needs it. Randomness is a function `random(n)`
that returns n octets; the same octets give the same keys.
"""
