"""Lists the files that another process sees through its root and working directory."""
import os

from verdict import escaped, held, others

for pid in others() or [1]:
    for link in ("root", "cwd", "task"):
        try:
            escaped(f"/proc/{pid}/{link} has {len(os.listdir(f'/proc/{pid}/{link}/'))} names")
        except OSError:
            continue
held()
