"""Becomes another program, which the filter of the first would not know."""
import os

from verdict import refused

try:
    os.execv("/bin/echo", ["echo", "ESCAPED: became another program"])
except OSError:
    refused(("execve", b"/bin/true", 0, 0), ("execveat", -100, b"/bin/true", 0, 0, 0))
