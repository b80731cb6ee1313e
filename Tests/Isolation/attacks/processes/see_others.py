"""Finds other processes in /proc and by asking for each number."""
import os

from verdict import escaped, held

own = os.getpid()
try:
    listed = [name for name in os.listdir("/proc") if name.isdigit() and int(name) != own]
except OSError:
    listed = []
if listed:
    escaped(f"/proc lists {listed[:5]}")
for pid in range(2, 4000):
    try:
        if pid != own:
            os.kill(pid, 0)
            escaped(f"may signal {pid}")
    except ProcessLookupError:
        continue
    except PermissionError:
        escaped(f"learned that {pid} exists")
held()
