"""Leaves outputs that are all hole, as large as they may be."""
import os

for size in (1 << 45, 1 << 30, 33_554_432):
    try:
        with open("sparse", "wb") as file:
            os.ftruncate(file.fileno(), size)
        break
    except OSError:
        continue
open("small", "w").write("x")
