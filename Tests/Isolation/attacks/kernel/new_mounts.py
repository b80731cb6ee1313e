"""The same by the newer calls."""
from verdict import refused

refused(
    ("fsopen", b"tmpfs", 0), ("fsconfig", -1, 6, 0, 0, 0), ("fsmount", -1, 0, 0), ("fspick", -100, b"/", 0),
    ("open_tree", -100, b"/usr", 1), ("move_mount", -1, b"", -100, b"/tmp", 4),
    ("mount_setattr", -100, b"/usr", 0, bytes(32), 32), ("statmount", 0, 0, 0, 0), ("listmount", 0, 0, 0, 0))
