"""Sees a lock that somebody else holds on a file that all can read: one bit from them."""
import fcntl
import os
import struct

from verdict import escaped, held, plant

file = os.open(plant("locked_by_flock"), os.O_RDONLY)
try:
    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
except BlockingIOError:
    escaped("flock() tells")
except OSError:
    pass
file = os.open(plant("locked_by_record"), os.O_RDONLY)
for command in (fcntl.F_GETLK, 36):
    try:
        answer = fcntl.fcntl(file, command, struct.pack("hhqqixxxx", fcntl.F_WRLCK, 0, 0, 0, 0))
    except OSError:
        continue
    if struct.unpack_from("h", answer)[0] != fcntl.F_UNLCK:
        escaped("fcntl() tells")
held()
