"""Folders within folders, deeper than a path may be long."""
import os

from verdict import escaped, held

made = 0
try:
    while made < 3000:
        os.mkdir("deeper")
        os.chdir("deeper")
        made += 1
except OSError:
    pass
escaped(f"{made} levels") if made >= 2500 else held(made)
