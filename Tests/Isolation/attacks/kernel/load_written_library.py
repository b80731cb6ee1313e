"""Loads machine code from a file that it wrote."""
import ctypes
import glob
import mmap
import os
import shutil

from verdict import escaped, held

shutil.copy(glob.glob("/lib/*-linux-gnu/libm.so.6")[0], "written.so")
try:
    ctypes.CDLL(os.path.abspath("written.so"))
    escaped("loaded it")
except OSError:
    pass
with open("written.so", "rb") as file:
    try:
        mmap.mmap(file.fileno(), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC)
        escaped("mapped it")
    except OSError:
        pass
    area = mmap.mmap(file.fileno(), 4096, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(area))
    escaped("made it code") if ctypes.CDLL(None).mprotect(ctypes.c_long(address), 4096, 5) == 0 else held()
