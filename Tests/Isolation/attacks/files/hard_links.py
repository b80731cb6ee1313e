"""Gives files that are not its own a name in its folder."""
import os

from verdict import escaped, held, plant

for path in ("/etc/shadow", "/etc/passwd", plant("secret"), "/bin/true", "/etc/localtime", "/dev/null"):
    for folder in ("/work", "/tmp", "/dev/shm"):
        try:
            os.link(path, folder + "/link", follow_symlinks=False)
        except OSError:
            continue
        if path != "/etc/localtime" or not os.path.islink(folder + "/link"):
            escaped(f"{path} in {folder}")
held()
