"""Programs and maps within the kernel."""
import ctypes

from verdict import refused

refused(("bpf", 0, (ctypes.c_uint32 * 32)(1, 4, 4, 1), 128), ("bpf", 5, bytes(128), 128))
