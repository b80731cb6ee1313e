"""Replaces its claims by a link to a file of the host's."""
import os

from verdict import plant

try:
    os.unlink("/.claims")
    os.symlink(plant("secret"), "/.claims")
except OSError as error:
    print(error)
os._exit(0)
