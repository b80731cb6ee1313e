"""Has the dynamic loader run what it may not run itself."""
import glob
import shutil
import subprocess

from verdict import escaped, held

shutil.copy("/bin/echo", "written")
for loader in glob.glob("/lib64/ld-linux*") + glob.glob("/lib/ld-linux*"):
    ended = subprocess.run([loader, "./written", "ran"], capture_output=True, timeout=10)
    if ended.stdout == b"ran\n":
        escaped(f"{loader} ran it")
held(ended.stderr)
