"""Twelve thousand empty files."""
import os

from verdict import escaped, held

made = 0
for folder in ("/tmp", "/work", "/dev/shm", "/home/user", "/mnt"):
    try:
        for number in range(12_000):
            os.close(os.open(f"{folder}/file{number}", os.O_CREAT | os.O_WRONLY))
            made += 1
    except OSError:
        continue
escaped(f"{made} files") if made > 5000 else held(made)
