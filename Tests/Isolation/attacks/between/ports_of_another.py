"""Listens where another program of the same time would connect, by network and by name."""
import os
import socket
import time

from verdict import escaped, held, part

# Below the ports that connections get: from one of those, TCP may connect a socket to itself.
PORT = 4598
PLACES = (
    (socket.AF_INET, ("127.0.0.1", PORT)), (socket.AF_INET6, ("::1", PORT)), (socket.AF_UNIX, "\0assay-meeting"),
)
if part() == "leave":
    kept = []
    for family, address in PLACES:
        listener = socket.socket(family)
        listener.bind(address)
        listener.listen()
        kept.append(listener)
    time.sleep(4)
    held()
for family, address in PLACES:
    with socket.socket(family) as connection:
        if connection.connect_ex(address) == 0:
            escaped(address)
held(os.getpid())
