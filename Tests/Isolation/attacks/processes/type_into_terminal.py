"""Puts characters into the input of the server's terminal, or takes the terminal."""
import fcntl
import os

from verdict import escaped, held

STUFF, LINUX, CONTROLLING, FOREGROUND = 0x5412, 0x541C, 0x540E, 0x5410
descriptors = [0, 1, 2]
for path in ("/dev/tty", "/dev/console", "/dev/pts/0", "/dev/ptmx"):
    try:
        descriptors.append(os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK))
        escaped(f"opened {path}")
    except OSError:
        continue
for descriptor in descriptors:
    for request in (STUFF, LINUX, CONTROLLING, FOREGROUND):
        try:
            fcntl.ioctl(descriptor, request, b"\x03")
        except PermissionError:
            continue
        except OSError as error:
            escaped(f"the kernel judged request {request:#x}: {error}")
        escaped(f"request {request:#x} on {descriptor}")
held()
