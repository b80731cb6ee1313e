"""Leaves thirty MiB of claims."""
import os

with open("/.claims", "wb") as file:
    file.write(b'{"value": "' + b"x" * (30 << 20) + b'", "exception": null, "display": []}')
os._exit(0)
