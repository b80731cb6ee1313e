"""Writes to every folder that takes it until it has 300 MiB."""
import os

from verdict import escaped, held

total = 0
for folder in ("/tmp", "/work", "/dev/shm", "/home/user", "/mnt", "/", "/var/tmp", "/run", "/etc", "/dev", "/usr"):
    try:
        for number in range(13):
            with open(f"{folder}/fill{number}", "wb", buffering=0) as file:
                for _ in range(24):
                    total += file.write(bytes(1 << 20))
    except OSError:
        continue
escaped(f"{total >> 20} MiB") if total > 160 << 20 else held(f"{total >> 20} MiB")
