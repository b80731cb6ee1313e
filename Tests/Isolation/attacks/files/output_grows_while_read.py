"""A child goes on writing to its output after its end."""
import os

from verdict import fork, held

if fork() == 0:
    os.setsid()
    file = os.open("grows", os.O_CREAT | os.O_WRONLY)
    while True:
        os.pwrite(file, b"x" * 4096, 0)
held()
