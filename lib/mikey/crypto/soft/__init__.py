"""Python in the native kernel's place: the same octets, slower, not in constant time.

For hosts and for chips without a kernel; an image with the kernel leaves this folder out. Only
the faces in `mikey.crypto` import it.
"""
