"""Reads secrets from its environment: Python's, the C library's, and the kernel's memory of it."""
import ctypes
import os

from verdict import escaped, held

KNOWN = {
    "HOME", "LANG", "LOGNAME", "MPLBACKEND", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "PWD", "TMPDIR", "USER",
    # What the worker itself was started with, for the allocator and the loader.
    "GLIBC_TUNABLES", "LC_ALL", "LD_BIND_NOW", "MALLOC_ARENA_MAX", "SWIFT_BACKTRACE",
}
names = {name.decode() for name in os.environb}
block = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
index = 0
while block and block[index]:
    names.add(block[index].split(b"=")[0].decode())
    index += 1
for path in ("/proc/self/environ", "/proc/self/cmdline", "/proc/1/environ"):
    try:
        with open(path, "rb") as file:
            names |= {field.split(b"=")[0].decode() for field in file.read().split(b"\0") if b"=" in field}
    except OSError:
        continue
escaped(sorted(names - KNOWN)) if names - KNOWN else held()
