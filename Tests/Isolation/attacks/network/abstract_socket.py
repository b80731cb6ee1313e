"""Connects to a local socket without a file."""
import socket

from verdict import escaped, held, plant

with socket.socket(socket.AF_UNIX) as connection:
    connection.settimeout(2)
    try:
        connection.connect("\0" + plant("abstract"))
    except OSError as error:
        held(error)
    escaped(connection.recv(100))
