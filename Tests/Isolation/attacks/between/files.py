"""Leaves files in every folder that it may write to."""
import os

from verdict import escaped, held, part

FOLDERS = ("/tmp", "/work", "/dev/shm", "/home/user", "/mnt", "/", "/var/tmp", "/etc", "/usr/local", "/run")
for folder in FOLDERS:
    path = os.path.join(folder, "assay-left-over")
    if part() == "leave":
        try:
            open(path, "w").close()
        except OSError:
            continue
    elif os.path.lexists(path):
        escaped(path)
held()
