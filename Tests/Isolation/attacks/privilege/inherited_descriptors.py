"""Has something open that it did not open."""
import os

from verdict import escaped, held

for number in range(3, 2048):
    try:
        os.fstat(number)
    except OSError:
        continue
    escaped(f"descriptor {number}")
held()
