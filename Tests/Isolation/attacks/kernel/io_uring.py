"""Rings through which calls pass that no filter sees."""
from verdict import refused

refused(("io_uring_setup", 4, bytes(256)), ("io_uring_enter", -1, 0, 0, 0, 0), ("io_uring_register", -1, 0, 0, 0))
