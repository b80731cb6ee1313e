"""Starts a shell, by each of the calls for it."""
import os
import subprocess
import sys

from verdict import escaped, held

try:
    escaped(subprocess.run(["/bin/sh", "-c", "echo ran"], capture_output=True, timeout=5).stdout)
except (OSError, subprocess.SubprocessError) as error:
    print(error, file=sys.stderr)
if os.system("exit 7") == 7 << 8:
    escaped("a shell ran")
try:
    escaped(f"spawned {os.posix_spawn('/bin/true', ['true'], {})}")
except OSError as error:
    held(error)
