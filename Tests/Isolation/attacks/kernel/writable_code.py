"""Memory that is writable and executable: ctypes and numba need it."""
import mmap

from verdict import escaped, held

try:
    mmap.mmap(-1, 4096, prot=7)
except OSError as error:
    held(error)
escaped("writable and executable")
