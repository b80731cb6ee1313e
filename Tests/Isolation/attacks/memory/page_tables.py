"""One page in every two MiB: the kernel's tables take as much again."""
import mmap

from verdict import escaped, held

try:
    area = mmap.mmap(-1, 64 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)
except (OSError, ValueError, MemoryError) as error:
    held(error)
area.madvise(15) if hasattr(area, "madvise") else None
for offset in range(0, len(area), 2 << 20):
    area[offset] = 1
escaped("32768 pages and their tables")
