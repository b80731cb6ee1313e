"""The same by clone3, whose flags a filter cannot read."""
import ctypes
import os

from verdict import call, escaped, held

result, error = call("clone3", (ctypes.c_uint64 * 11)(0x10000000, 0, 0, 0, 17), 88)
if result == 0:
    os._exit(0)
escaped(f"process {result}") if error != "ENOSYS" else held(error)
