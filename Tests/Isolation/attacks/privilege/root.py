"""Is root, has capabilities or can get them."""
import ctypes
import os

from verdict import escaped, held, library

header = (ctypes.c_uint32 * 2)(0x20080522, 0)
sets = (ctypes.c_uint32 * 6)()
if 0 in os.getresuid() + os.getresgid() or 0 in os.getgroups():
    escaped(f"{os.getresuid()} {os.getresgid()} {os.getgroups()}")
if library.capget(header, sets) == 0 and any(sets):
    escaped(list(sets))
for attempt in (
    lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgid(0), lambda: os.setgroups([0]),
    lambda: os.setuid(1), lambda: os.chown("/work", 0, 0), lambda: os.setregid(0, 0),
):
    try:
        attempt()
    except OSError:
        continue
    escaped("became another user")
sets[0] = sets[1] = sets[2] = 1 << 21
escaped("took a capability") if library.capset(header, sets) == 0 else held()
