"""Children that end and are never waited for keep their numbers."""
import os

from verdict import escaped, fork, held

if fork() == 0:
    os._exit(0)
made = 1
try:
    while made < 300:
        if os.fork() == 0:
            os._exit(0)
        made += 1
except OSError:
    held(made)
escaped(f"{made} zombies")
