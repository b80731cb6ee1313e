"""Reads a file of the host that everybody there may read, by each way there is to its name."""
import os

from verdict import escaped, held, plant

path = plant("secret")
root = os.open("/", os.O_RDONLY)
for way in (
    path, "/proc/self/root" + path, "/proc/1/root" + path, "/.." * 20 + path, "/proc/self/cwd/../.." + path,
    "/proc/thread-self/root" + path, "/dev/fd/../root" + path,
):
    try:
        escaped(f"{way}: {open(way).read()[:5]}")
    except OSError:
        continue
for name in ("../" * 20 + path[1:], "usr/../.." + path):
    try:
        escaped(os.open(name, os.O_RDONLY, dir_fd=root))
    except OSError:
        continue
held()
