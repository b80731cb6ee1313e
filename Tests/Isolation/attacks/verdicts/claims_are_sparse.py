"""Leaves claims that are one large hole."""
import os

with open("/.claims", "wb") as file:
    os.ftruncate(file.fileno(), 33_554_432)
os._exit(0)
