"""Replaces its claims by a folder that is not empty."""
import os

try:
    os.unlink("/.claims")
    os.makedirs("/.claims/inner")
except OSError as error:
    print(error)
os._exit(0)
