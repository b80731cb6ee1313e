"""Leaves code where the next would import it."""
import os
import sys

from verdict import escaped, held, part

if part() == "leave":
    for folder in [*sys.path, "/tmp", os.path.expanduser("~/.local/lib/python3/site-packages")]:
        try:
            os.makedirs(folder, exist_ok=True)
            with open(f"{folder}/assay_left_over.py", "w") as file:
                file.write("found = True\n")
        except OSError:
            continue
    held()
try:
    import assay_left_over
except ImportError:
    held()
escaped(assay_left_over.__file__)
