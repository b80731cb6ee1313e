"""Loads and unloads parts of the kernel."""
from verdict import refused

refused(("init_module", 0, 0, b""), ("finit_module", -1, b"", 0), ("delete_module", b"assay-attack", 0x800))
