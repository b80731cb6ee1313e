"""Moves pages in and out of pipes without a copy."""
import os

from verdict import refused

reader, writer = os.pipe()
file = os.open("/usr/bin/env", os.O_RDONLY)
refused(
    ("vmsplice", writer, 0, 0, 0), ("splice", file, 0, writer, 0, 1, 0), ("tee", reader, writer, 1, 0),
    ("vmsplice", -1, 0, 0, 0))
