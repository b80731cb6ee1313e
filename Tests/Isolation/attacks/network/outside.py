"""Reaches for the world, the cloud's metadata, the local network and everybody at once."""
import socket

from verdict import escaped, held

for address in ("1.1.1.1", "169.254.169.254", "10.0.0.1", "192.168.0.1", "172.17.0.1", "255.255.255.255", "224.0.0.1"):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(type=kind) as connection:
            connection.settimeout(1)
            try:
                connection.connect((address, 80))
                connection.send(b"x")
            except TimeoutError:
                escaped(f"packets to {address} left")
            except OSError:
                continue
            escaped(address)
held()
