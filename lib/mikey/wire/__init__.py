"""Octets <-> fields: one file per payload over one buffer of the caller's. Knows no crypto and no
clock.

Every payload module has the same shape:

- `TYPE`: its next-payload number (RFC 3830 6.1 table 6.1.b and later registries);
- `end(buf, pos, limit) -> int`: where the payload that starts at `pos` ends, or minus a fault of
  `mikey.errors`; it checks every length inside and allocates nothing;
- small field readers named as the RFC names the field, by position;
- `write(w, …)`: appends the payload to a `wire.writer.Writer`.
"""
