"""Shared anonymous memory, which data limits do not count."""
import mmap

kept = []
for _ in range(16):
    area = mmap.mmap(-1, 32 << 20)
    for offset in range(0, len(area), 4096):
        area[offset] = 1
    kept.append(area)
print("ESCAPED: 512 MiB of shared memory")
