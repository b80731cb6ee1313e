"""Asks which processes a signal to everyone would reach."""
import os

from verdict import escaped, held

try:
    os.kill(-1, 0)
except OSError as error:
    held(error)
escaped("others can be signalled")
