"""Makes a folder its root, from which a kept folder leads out."""
from verdict import refused

refused(("chroot", b"/tmp"))
