"""Connects to a listener of the host's, by each name of the local host."""
import socket

from verdict import escaped, held, plant

for address in ("127.0.0.1", "0.0.0.0", "127.0.0.2", "localhost"):
    with socket.socket() as connection:
        connection.settimeout(2)
        try:
            connection.connect((address, plant("tcp")))
        except OSError:
            continue
        escaped(f"{address}: {connection.recv(100)!r}")
held()
