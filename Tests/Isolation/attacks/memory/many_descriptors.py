"""Every file it can open, and a limit raised for more."""
import os
import resource

from verdict import escaped, held

try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 20, 1 << 20))
except (OSError, ValueError):
    pass
for opened in range(20_000):
    try:
        os.open("/dev/null", os.O_RDONLY)
    except OSError:
        held(opened)
escaped("20000 open files")
