"""Shares a folder with a program of the same time."""
import os
import time

from verdict import escaped, held, part

for folder in ("/tmp", "/work", "/dev/shm", "/home/user", "/mnt"):
    if part() == "leave":
        open(folder + "/assay-meeting", "w").close()
    elif os.path.exists(folder + "/assay-meeting"):
        escaped(folder)
if part() == "leave":
    time.sleep(4)
held()
