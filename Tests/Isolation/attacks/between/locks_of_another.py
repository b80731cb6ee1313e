"""Locks a file that all can read, and another program of the same time asks for the lock."""
import fcntl
import os
import struct
import time

from verdict import escaped, held, part

files = [os.open(path, os.O_RDONLY) for path in (os.__file__, "/usr/bin/env")]
whole = struct.pack("hhqqixxxx", fcntl.F_RDLCK, 0, 0, 0, 0)
if part() == "leave":
    for file in files:
        for attempt in (
            lambda: fcntl.flock(file, fcntl.LOCK_SH), lambda: fcntl.fcntl(file, fcntl.F_SETLK, whole),
            lambda: fcntl.fcntl(file, 37, whole), lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK),
        ):
            try:
                attempt()
            except OSError:
                continue
    time.sleep(4)
    held()
for file in files:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        escaped("flock() tells")
    except OSError:
        pass
    for command in (fcntl.F_GETLK, 36):
        try:
            answer = fcntl.fcntl(file, command, struct.pack("hhqqixxxx", fcntl.F_WRLCK, 0, 0, 0, 0))
        except OSError:
            continue
        if struct.unpack_from("h", answer)[0] != fcntl.F_UNLCK:
            escaped("fcntl() tells")
held()
