"""Writes a program and runs it, in every folder that it may write to."""
import os
import shutil

from verdict import escaped, held

for folder in (".", "/tmp", "/dev/shm", "/home/user", "/mnt"):
    try:
        shutil.copy("/bin/true", f"{folder}/written")
        os.chmod(f"{folder}/written", 0o755)
        child = os.fork()
        if child == 0:
            try:
                os.execv(f"{folder}/written", ["program"])
            finally:
                os._exit(9)
        if os.waitpid(child, 0)[1] == 0:
            escaped(folder)
    except OSError:
        continue
held()
