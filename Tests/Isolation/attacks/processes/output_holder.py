"""Leaves a child that keeps standard output open: a reader that waits for its end waits for the child."""
import os
import time

from verdict import fork, held

if fork() == 0:
    os.setsid()
    time.sleep(25)
    os._exit(0)
held("a child holds the output")
