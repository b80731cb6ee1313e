"""The kernel's keyrings, which outlast processes."""
from verdict import refused

refused(
    ("add_key", b"user", b"assay-attack", b"payload", 7, -4), ("request_key", b"user", b"assay-attack", 0, -4),
    ("keyctl", 0, -4, 1), ("keyctl", 22, -1, -4), ("keyctl", 11, -3, 0, 0))
