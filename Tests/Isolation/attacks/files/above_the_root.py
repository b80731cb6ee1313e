"""Climbs out of its root by descriptors, links and renamed folders."""
import os

from verdict import escaped, held

top = os.stat("/")
root = os.open("/", os.O_RDONLY | os.O_DIRECTORY)
for _ in range(10):
    root = os.open("..", os.O_PATH | os.O_DIRECTORY, dir_fd=root)
seen = os.fstat(root)
if (seen.st_dev, seen.st_ino) != (top.st_dev, top.st_ino):
    escaped("above /")
os.makedirs("/tmp/a/b/c", exist_ok=True)
inner = os.open("/tmp/a/b/c", os.O_RDONLY)
os.rename("/tmp/a/b/c", "/work/c")
for _ in range(10):
    inner = os.open("..", os.O_PATH | os.O_DIRECTORY, dir_fd=inner)
seen = os.fstat(inner)
escaped("by a renamed folder") if (seen.st_dev, seen.st_ino) != (top.st_dev, top.st_ino) else held()
