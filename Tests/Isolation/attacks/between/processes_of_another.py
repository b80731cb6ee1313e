"""Sees, signals or limits a program of the same time."""
import os
import time

from verdict import call, escaped, held, part

if part() == "leave":
    time.sleep(4)
    held()
own = os.getpid()
for pid in [*range(1, 400), -1]:
    if pid != own and not call("kill", pid, 0)[1]:
        escaped(f"signal to {pid}")
    if pid != own and not call("prlimit64", pid, 7, 0, bytes(16))[1]:
        escaped(f"limits of {pid}")
held()
