"""Leaves a process of its own session that would outlive its parent's end and its parent's parent's."""
import ctypes
import os
import time

from verdict import fork, held

if fork() == 0:
    os.setsid()
    if os.fork() > 0:
        os._exit(0)
    ctypes.CDLL(None).prctl(15, b"assay-left-over", 0, 0, 0)
    for number in range(3):
        os.close(number)
    time.sleep(60)
    os._exit(0)
time.sleep(0.3)
held("a daemon was left")
