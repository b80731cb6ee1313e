"""Listens on every address for somebody outside."""
import socket

from verdict import escaped, plant

listener = socket.create_server(("0.0.0.0", plant("served")))
escaped(listener.accept())
