"""Finds another program's text or values in memory that it is given."""
import ctypes
import mmap

from verdict import escaped, held, part

MARK = bytes(reversed(b"\x7fdnuof eb ot si taht txet"))
if part() == "leave":
    kept = [MARK * 1000 for _ in range(2000)]
    open("/tmp/text", "wb").write(MARK * 100_000)
    held()
for _ in range(8):
    area = mmap.mmap(-1, 8 << 20)
    if area.find(MARK[:10]) >= 0:
        escaped("in fresh memory")
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
library.malloc.argtypes = [ctypes.c_size_t]
for size in (64, 1000, 30_000, 100_000):
    for _ in range(300):
        if ctypes.string_at(library.malloc(size), size).find(MARK * 2) >= 0:
            escaped("in the allocator's memory")
held()
