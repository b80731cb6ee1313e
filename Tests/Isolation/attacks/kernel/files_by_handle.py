"""Opens files by their number on the disk, whatever it can see of the tree."""
import ctypes

from verdict import refused

handle = ctypes.create_string_buffer(b"\x80", 136)
refused(
    ("name_to_handle_at", -100, b"/usr", handle, ctypes.byref(ctypes.c_int()), 0),
    ("open_by_handle_at", -100, handle, 0))
