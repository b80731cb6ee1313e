"""Makes a device of the host's disk, or any other."""
import os
import stat

from verdict import escaped, held

for kind, major, minor in ((stat.S_IFBLK, 254, 0), (stat.S_IFBLK, 8, 0), (stat.S_IFCHR, 1, 1), (stat.S_IFCHR, 1, 3)):
    try:
        os.mknod("device", kind | 0o666, os.makedev(major, minor))
    except OSError:
        continue
    escaped(f"device {major}:{minor}")
held()
