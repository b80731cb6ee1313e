"""Every child has children, up to 400 in all."""
import os
import time

from verdict import escaped, fork, held

counter = os.pipe()
os.set_blocking(counter[0], False)
fork() or os.write(counter[1], b"x")
for _ in range(8):
    try:
        if os.fork() == 0:
            os.write(counter[1], b"x")
    except OSError:
        break
if os.getpid() != 2:
    time.sleep(30)
time.sleep(0.5)
made = len(os.read(counter[0], 65536))
escaped(f"{made} processes") if made >= 100 else held(made)
