"""Has its addresses be the same in every run, or be another system's program."""
from verdict import refused

refused(("personality", 0x0040000), ("personality", 0x0400000), ("personality", 0x8))
