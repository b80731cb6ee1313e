"""Learns of the host's network: interfaces, addresses, routes, connections."""
import os
import socket

from verdict import escaped, held

try:
    names = [name for _, name in socket.if_nameindex()]
except OSError:
    names = []
if set(names) - {"lo"}:
    escaped(names)
for path in ("/sys/class/net", "/proc/net/tcp", "/proc/net/route", "/proc/self/net/tcp", "/proc/self/net/unix"):
    try:
        found = os.listdir(path) if os.path.isdir(path) else open(path).read().splitlines()[1:]
    except OSError:
        continue
    if found:
        escaped(f"{path}: {found[:2]}")
held()
