"""Looks up a name, which is a message to whoever answers for it."""
import socket

from verdict import escaped, held

for name in ("example.com", "metadata.google.internal", "host.docker.internal"):
    try:
        escaped(socket.getaddrinfo(name, 80))
    except OSError:
        continue
held()
