"""The same with pipes, enlarged where that is allowed."""
import fcntl
import os

from verdict import escaped, held

total = 0
try:
    for _ in range(400):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        try:
            fcntl.fcntl(writer, 1031, 1 << 20)
        except PermissionError:
            pass
        try:
            while True:
                total += os.write(writer, bytes(65536))
        except BlockingIOError:
            continue
except OSError:
    pass
escaped(f"{total >> 20} MiB") if total > 32 << 20 else held(f"{total >> 20} MiB")
