"""Memory that cannot be taken back."""
import ctypes
import mmap

from verdict import refused

area = mmap.mmap(-1, 64 << 20)
address = ctypes.addressof(ctypes.c_char.from_buffer(area))
refused(("mlock", address, 64 << 20), ("mlock2", address, 64 << 20, 1), ("mlockall", 3), also=("ENOMEM",))
