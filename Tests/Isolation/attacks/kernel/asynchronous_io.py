"""The older asynchronous calls."""
import ctypes

from verdict import refused

refused(("io_setup", 4, ctypes.byref(ctypes.c_ulong())), ("io_submit", 0, 0, 0))
