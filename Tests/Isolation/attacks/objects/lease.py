"""A lease on a file that all can read: it holds up those who open it for writing, and tells of them."""
import fcntl
import os

from verdict import escaped, held

file = os.open("/usr/bin/env", os.O_RDONLY)
for command, value in ((fcntl.F_SETLEASE, fcntl.F_RDLCK), (fcntl.F_GETLEASE, 0)):
    try:
        fcntl.fcntl(file, command, value)
    except OSError:
        continue
    escaped(f"command {command}")
held()
