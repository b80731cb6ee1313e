"""Packets that it writes whole."""
import socket

from verdict import escaped, held

for family in (socket.AF_INET, socket.AF_INET6):
    for protocol in (1, 6, 17, 58, 255):
        for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM if protocol in (1, 58) else socket.SOCK_RAW):
            try:
                socket.socket(family, kind, protocol)
            except OSError:
                continue
            escaped(f"family {family} kind {kind} protocol {protocol}")
held()
