"""Claims that a parser with a stack of its own would fall over."""
import os

with open("/.claims", "wb") as file:
    file.write(b'{"value": ' + b"[" * 200_000)
os._exit(0)
