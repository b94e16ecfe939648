"""On a device: report heap, arguments, files and what is built in; end with the status asked."""

import binascii
import gc
import hashlib
import sys
import time

import _qemu
import cryptolib

gc.collect()
print(gc.mem_free() + gc.mem_alloc())
print(sys.argv[1:])
print(binascii.hexlify(hashlib.sha1(b"abc").digest()).decode())
print(binascii.hexlify(hashlib.sha256(b"abc").digest()).decode())
print(binascii.hexlify(cryptolib.aes(bytes(16), 1).encrypt(bytes(16))).decode())
noise = bytearray(32)
_qemu.urandom(noise)
print(len(set(noise)) > 8)
began = time.ticks_us()
time.sleep_ms(3)
print(3000 <= time.ticks_diff(time.ticks_us(), began) < 3100)
with open("/host/written.txt", "w") as file:
    file.write("by the device\n")
with open("/host/read.txt") as file:
    print(file.readline().strip(), file.read())
try:
    open("/host/absent.txt")
except OSError as error:
    print(error.errno)


def deep(n):
    """Use some C stack."""
    return n and deep(n - 1)


_qemu.stack_paint()
deep(4)
shallow = _qemu.stack_used()
_qemu.stack_paint()
deep(16)
print(0 < shallow < _qemu.stack_used())
sys.exit(int(sys.argv[1]))
