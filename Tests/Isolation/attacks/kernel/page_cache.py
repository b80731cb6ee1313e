"""Asks which pages of a shared file are in memory: what others have read."""
import ctypes
import mmap
import os

from verdict import call, escaped, held, refused

file = os.open("/usr/bin/env", os.O_RDONLY)
area = mmap.mmap(file, 0, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE)
pages = (len(area) + 4095) // 4096
answer = (ctypes.c_ubyte * pages)()
address = ctypes.addressof(ctypes.c_char.from_buffer(area))
result, error = call("mincore", address, len(area), answer)
# Since Linux 5.2 mincore() tells only who may write to the file; all ones is the answer to everybody else.
if not error and not all(byte & 1 for byte in answer):
    escaped(f"{sum(answer)} of {pages} pages are in memory")
refused(("cachestat", file, (ctypes.c_uint64 * 2)(0, 1 << 20), (ctypes.c_uint64 * 5)(), 0))
