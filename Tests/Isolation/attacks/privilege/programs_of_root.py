"""Runs the programs that make others root."""
import os
import subprocess

from verdict import escaped, held

for program in (
    ["su", "-c", "id -u"], ["sudo", "-n", "id", "-u"], ["newgrp"], ["mount", "-t", "tmpfs", "none", "/tmp"],
    ["pkexec", "id", "-u"], ["chsh", "-s", "/bin/sh"],
    ["passwd", "-d", "user"], ["ping", "-c", "1", "1.1.1.1"],
):
    try:
        ended = subprocess.run(program, stdin=subprocess.DEVNULL, capture_output=True, timeout=5)
    except (OSError, subprocess.TimeoutExpired):
        continue
    if ended.returncode == 0 and program[0] != "newgrp":
        escaped(f"{program}: {ended.stdout}")
for path in ("/usr/bin/su", "/usr/bin/passwd", "/usr/bin/mount"):
    if os.path.exists(path) and not os.statvfs(path).f_flag & os.ST_NOSUID:
        escaped(f"{path} keeps its setuid bit")
held()
