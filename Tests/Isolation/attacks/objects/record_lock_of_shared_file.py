"""Sees a record lock that a process of the host holds: SQLite asks for it, and no program can hold one."""
import fcntl
import os
import struct

from verdict import escaped, held, plant

file = os.open(plant("locked_by_record"), os.O_RDONLY)
for command in (fcntl.F_GETLK, 36):
    try:
        answer = fcntl.fcntl(file, command, struct.pack("hhqqixxxx", fcntl.F_WRLCK, 0, 0, 0, 0))
    except OSError:
        continue
    if struct.unpack_from("h", answer)[0] != fcntl.F_UNLCK:
        escaped("fcntl() tells")
held()
