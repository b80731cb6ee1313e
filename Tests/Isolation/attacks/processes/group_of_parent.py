"""Joins the process group of another, whose signals it would then share."""
import os

from verdict import escaped, held, others

for pid in others() or [1]:
    for member, group in ((0, pid), (pid, pid), (pid, 0)):
        try:
            os.setpgid(member, group)
        except OSError:
            continue
        escaped(f"setpgid({member}, {group})")
held()
