"""Reads the host's secrets from where every host has them."""
import os

from verdict import escaped, held

for path in (
    "/etc/shadow", "/etc/gshadow", "/root", "/var/log", "/boot", "/etc/ssh", "/sys/kernel", "/var/lib", "/run",
):
    try:
        found = os.listdir(path) if os.path.isdir(path) else open(path, "rb").read(10)
    except OSError:
        continue
    if found:
        escaped(path)
held()
