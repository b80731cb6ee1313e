"""Crashes with its limit on core files raised; nothing may be written, and by no helper of the host's."""
import os
import resource

try:
    resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30))
    print("ESCAPED: core files are allowed")
except (OSError, ValueError):
    os.kill(os.getpid(), 11)
