"""Joins the namespaces of another."""
import os

from verdict import call, escaped, held

for path in ("/proc/1/ns/net", "/proc/1/ns/mnt", "/proc/self/ns/user", "/proc/self/ns/net"):
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        descriptor = -1
    result, error = call("setns", descriptor, 0)
    if error not in ("EPERM", "ENOSYS"):
        escaped(f"setns {path}: {error or result}")
held(error)
