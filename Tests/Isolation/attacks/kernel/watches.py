"""Has the kernel tell what others do with shared files."""
import fcntl
import os

from verdict import escaped, refused

folder = os.open("/usr/lib", os.O_RDONLY)
try:
    fcntl.fcntl(folder, fcntl.F_NOTIFY, fcntl.DN_ACCESS | fcntl.DN_MULTISHOT)
    escaped("dnotify")
except OSError:
    pass
refused(("inotify_init1", 0), ("inotify_init",), ("fanotify_init", 0x200, 0), ("inotify_add_watch", -1, b"/usr", 1))
