"""Sends to a listener of the host's, which answers."""
import socket

from verdict import escaped, held, plant

sender = socket.socket(type=socket.SOCK_DGRAM)
sender.settimeout(0.5)
try:
    sender.sendto(b"attack", ("127.0.0.1", plant("udp")))
    escaped(sender.recv(100))
except OSError as error:
    held(error)
