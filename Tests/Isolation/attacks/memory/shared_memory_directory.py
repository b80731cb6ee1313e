"""Fills /dev/shm, which elsewhere has a quota of its own."""
import os

from verdict import escaped, held

total = 0
try:
    for number in range(16):
        with open(f"/dev/shm/{number}", "wb", buffering=0) as file:
            for _ in range(24):
                total += file.write(bytes(1 << 20))
except OSError as error:
    held(f"{total >> 20} MiB, {error}")
escaped(f"{total >> 20} MiB")
