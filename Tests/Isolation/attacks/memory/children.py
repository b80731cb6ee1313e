"""Four children that together touch twice what one may."""
import os
import time

from verdict import escaped, held

ready = os.pipe()
for _ in range(4):
    if os.fork() == 0:
        kept = bytearray(b"x") * (128 << 20)
        os.write(ready[1], b"x")
        time.sleep(20)
        os._exit(0)
os.close(ready[1])
for held_by in range(4):
    if not os.read(ready[0], 1):
        held(f"{held_by} children")
escaped("512 MiB in four children")
