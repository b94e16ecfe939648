"""Wire format: parsing and serialising messages over one buffer of the caller's. Knows no crypto
and no clock.

`payloads` has the numbers, the one table of layouts and where fields stand; `message` is the
reader, an index of what stands where; `writer` the writer. A file of its own has what the table
cannot say: `header`, `kemac` with its key data, `dh`, `policy`, `ticket`, `ibake`.

A function named as a field returns its number; `…_pos` returns the position of a field, `…_end`
the position behind it or minus a fault; `check…` returns a fault, 0 for none.
"""
