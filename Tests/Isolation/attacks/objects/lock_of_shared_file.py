"""Sees a lock that somebody else holds on a file that all can read: one bit from them."""
import fcntl
import os

from verdict import escaped, held, plant

file = os.open(plant("locked_by_flock"), os.O_RDONLY)
for kind in (fcntl.LOCK_SH, fcntl.LOCK_EX):
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        escaped("flock() tells")
    except OSError:
        continue
held()
