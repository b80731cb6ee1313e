"""Its outputs are a socket, a folder, nothing, and devices without an end."""
import os
import socket

from verdict import held

socket.socket(socket.AF_UNIX).bind("socket")
os.mkdir("folder")
held()
