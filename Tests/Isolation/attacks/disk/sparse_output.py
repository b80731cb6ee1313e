"""Leaves outputs that are all hole, as large as they may be: they take no memory but the server's."""
import os

from verdict import escaped, held

for number in range(10):
    for size in (1 << 45, 1 << 30, 33_554_432, 1 << 20):
        try:
            with open(str(number), "wb") as file:
                os.ftruncate(file.fileno(), size)
            break
        except OSError:
            continue
    if size > 1 << 28:
        escaped(f"a file of {size} bytes")
held()
