"""Locks files that all can read: whoever asks next learns of it."""
import fcntl
import os

from verdict import escaped, held

for path in (os.__file__, "/usr/bin/env"):
    try:
        fcntl.flock(os.open(path, os.O_RDONLY), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        continue
    escaped(path)
held()
