"""Runs a program that was never on a disk."""
import os

from verdict import escaped, fork, held

try:
    file = os.memfd_create("program")
except OSError as error:
    held(error)
os.write(file, open("/bin/true", "rb").read())
child = fork()
if child == 0:
    try:
        os.execve(file, ["program"], {})
    finally:
        os._exit(9)
escaped("ran it") if os.waitpid(child, 0)[1] == 0 else held()
