"""Asks the server that runs it to run more."""
import socket

from verdict import escaped, held, plant

try:
    socket.create_connection(("127.0.0.1", plant("server")), 2)
except OSError as error:
    held(error)
escaped("the server is reached")
