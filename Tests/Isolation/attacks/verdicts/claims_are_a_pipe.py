"""Replaces its claims by a named pipe."""
import os

try:
    os.unlink("/.claims")
    os.mkfifo("/.claims")
except OSError as error:
    print(error)
os._exit(0)
