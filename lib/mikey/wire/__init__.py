"""Wire format: parsing and serialising messages over one buffer of the caller's. Knows no crypto
and no clock.

`payloads` has the numbers and the one table of layouts; `message` is the reader, an index of what
stands where; `writer` the writer. A file for a payload has its numbers, its field readers by
position, named as the RFC names the field, and `write(w, ...)`.
"""
