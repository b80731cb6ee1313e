"""Memory in files without a name."""
from verdict import refused

refused(("memfd_create", b"name", 0), ("memfd_secret", 0))
