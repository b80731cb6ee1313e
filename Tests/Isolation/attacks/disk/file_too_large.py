"""One file beyond the limit: written, extended, reserved."""
import os
import signal

from verdict import escaped, held

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
file = os.open("/tmp/large", os.O_CREAT | os.O_RDWR)
for attempt in (
    lambda: os.ftruncate(file, 1 << 40), lambda: os.pwrite(file, b"x", 1 << 40),
    lambda: os.posix_fallocate(file, 0, 1 << 30),
):
    try:
        attempt()
    except OSError:
        continue
    escaped(f"a file of {os.fstat(file).st_size} bytes")
held()
