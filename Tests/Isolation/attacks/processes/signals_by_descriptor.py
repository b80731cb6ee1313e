"""Has the kernel send a signal to another process whenever a descriptor is ready."""
import fcntl
import os

from verdict import escaped, held

ends = os.pipe()
for command, value in ((fcntl.F_SETOWN, 1), (10, 9), (15, bytes(8))):
    try:
        fcntl.fcntl(ends[0], command, value)
    except OSError:
        continue
    escaped(f"command {command} was taken")
held()
