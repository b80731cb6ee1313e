"""Renames the host."""
from verdict import refused

refused(("sethostname", b"assay-attack", 12), ("setdomainname", b"assay-attack", 12))
