"""Reads a file that all share and nobody reads: its access time tells the next."""
import os

from verdict import escaped, held, part, plant

path = plant("unread_file")
if part() == "leave":
    open(path, "rb").read()
    held()
escaped("somebody has read it") if os.stat(path).st_atime > plant("unread_since") + 1 else held()
