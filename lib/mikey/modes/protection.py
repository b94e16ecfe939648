"""MAC and encryption under a pre-shared or envelope key (RFC 3830 4.1.4, 4.2.3, 4.2.4).

The Encr data of a KEMAC are key data sub-payloads under AES-CM, AES key wrap or in clear.
"""

from mikey import errors
from mikey.crypto import aes, kdf
from mikey.crypto import hash as _hash
from mikey.port import const
from mikey.wire import kemac

_KW_EXTRA = const(8)


def fault(alg, prf, secure):
    """Check an Encr alg: known, NULL only over a secure transport, 256 bits only with the 256-bit
    PRF.

    RFC 3830 4.2.3, RFC 6043 12.1.
    """
    if alg == kemac.ENCR_NULL:
        return 0 if secure else errors.NULL_ALG
    if alg > kemac.AES_CM_256:
        return errors.BAD_ENCR_ALG
    return 0 if (alg == kemac.AES_CM_256) == (prf == 1) else errors.MIXED_ALGS


def size(alg, n):
    """Return the octets of Encr data for `n` octets of sub-payloads, or -1 where `alg` cannot
    carry them.

    AES key wrap has no padding: a multiple of 8, at least 16 (decision A17).
    """
    if alg != kemac.AES_KW_128 or not n:
        return n
    return -1 if n & 7 or n < 16 else n + _KW_EXTRA


def _count(scratch, label, psk, alg, csb, stamp, buf, start, n):
    """En- or decrypt in place by AES-CM: IV = (S XOR (0x0000 || CSB ID || T)) || 0x0000."""
    key = scratch.key16 if alg == kemac.AES_CM_128 else scratch.key
    label.message_key(kdf.MSG_SALT, psk, scratch.salt14)
    iv = scratch.salt
    aes.xor(iv, 2, csb, 4)
    aes.xor(iv, 6, stamp, 8)
    iv[14] = iv[15] = 0
    label.message_key(kdf.MSG_ENCR, psk, key)
    aes.ctr(key, iv, buf, start, n)


def _wrap_keys(scratch, label, psk):
    """Derive the wrapping key (128 bits) and the IV, which is the 64-bit salt."""
    label.message_key(kdf.MSG_SALT, psk, scratch.salt8)
    label.message_key(kdf.MSG_ENCR, psk, scratch.key16)


def seal(scratch, label, psk, alg, csb, stamp, keys, buf, pos):
    """Write the Encr data of the sub-payloads `keys` into `buf` at `pos` (`size` octets of it).

    `csb` (4 octets) and `stamp` (8) enter the IV; a COUNTER stands right-aligned (decision A1).
    """
    n = len(keys)
    if not n:
        return
    if alg == kemac.AES_KW_128:
        buf[pos + _KW_EXTRA : pos + _KW_EXTRA + n] = keys
        _wrap_keys(scratch, label, psk)
        aes.wrap(scratch.key16, scratch.salt8, buf, pos, n)
    else:
        buf[pos : pos + n] = keys
        if alg != kemac.ENCR_NULL:
            _count(scratch, label, psk, alg, csb, stamp, buf, pos, n)


def open_keys(scratch, label, psk, alg, csb, stamp, keys):
    """Decrypt `keys` (bytearray) in place; return (sub-payloads, fault), wiped when there is a
    fault.

    The chain that comes out is checked whole (RFC 3830 6.13, 6.14).
    """
    bad = 0
    n = len(keys)
    if n and alg == kemac.AES_KW_128:
        clear = bytearray(n - _KW_EXTRA if n > _KW_EXTRA else 0)
        if n < 24 or n & 7:
            bad = errors.BAD_KEY_DATA
        else:
            _wrap_keys(scratch, label, psk)
            if aes.unwrap(scratch.key16, scratch.salt8, keys, 0, n - _KW_EXTRA):
                clear[:] = memoryview(keys)[_KW_EXTRA:]
            else:
                bad = errors.AUTH_FAILED
        _hash.wipe(keys)
        keys = clear
    elif n and alg != kemac.ENCR_NULL:
        _count(scratch, label, psk, alg, csb, stamp, keys, 0, n)
    bad = bad or chain_fault(keys)
    if bad:
        _hash.wipe(keys)
    return keys, bad


_key = kemac.KeyData()  # of `chain_fault`, made once


def chain_fault(keys):
    """Check a chain of sub-payloads in clear; an empty one is allowed. Return a fault."""
    key = _key
    pos = 0
    while pos < len(keys):
        pos = key.read(keys, pos, len(keys))
        if pos < 0:
            return -pos
    return 0


def auth_key(context, label, psk, alg):
    """Derive into scratch the authentication key (RFC 3830 4.1.4) that `mac_ok` and `put_mac` use.

    It stays there for both messages of an exchange, until scratch is wiped.
    """
    if alg != _hash.NULL:
        key = context.scratch.auth20 if alg == _hash.HMAC_SHA1 else context.scratch.auth
        label.message_key(kdf.MSG_AUTH, psk.key, key)


def mac_ok(context, alg, parts, buf, pos):
    """Return True, in constant time, if the MAC at `buf[pos]` is that of `parts` (tuple of views).

    NULL passes: `mac_fault` decided whether it may. The key is that of `auth_key`.
    """
    if alg == _hash.NULL:
        return True
    scratch = context.scratch
    key = scratch.auth20 if alg == _hash.HMAC_SHA1 else scratch.auth
    _hash.mac(alg, key, parts, scratch.mac)
    return _hash.equal(scratch.mac, 0, buf, pos, _hash.length(alg))


def put_mac(context, alg, parts, buf, pos):
    """Write the MAC of `parts` into `buf` at `pos`. The key is that of `auth_key`."""
    if alg != _hash.NULL:
        key = context.scratch.auth20 if alg == _hash.HMAC_SHA1 else context.scratch.auth
        _hash.mac(alg, key, parts, memoryview(buf)[pos : pos + _hash.length(alg)])
