"""Reads the input of whoever started it; its own is empty and ends."""
import os
import select

from verdict import escaped, held

if not select.select([0], [], [], 2)[0]:
    escaped("somebody holds the input open")
data = os.read(0, 100)
escaped(data) if data else held()
