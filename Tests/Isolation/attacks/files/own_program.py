"""Changes the program that runs it, which the server starts again."""
import os

from verdict import escaped, held

for path in ("/proc/self/exe", "/proc/1/exe", "/proc/self/map_files"):
    try:
        os.open(path, os.O_RDWR)
    except OSError:
        continue
    escaped(path)
held()
