"""Answers its own page faults, which holds the kernel up wherever it likes."""
from verdict import refused

refused(("userfaultfd", 1), ("userfaultfd", 0))
