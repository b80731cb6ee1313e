"""Descriptor tables of the processor's and its ports."""
from verdict import refused

refused(("modify_ldt", 0, bytes(64), 64), ("modify_ldt", 1, bytes(16), 16), ("iopl", 3), ("ioperm", 0x80, 1, 1))
