"""The first process waits for one that always hands over to a new one."""
import os
import time

while True:
    child = os.fork()
    if child == 0:
        os.setsid()
        end = time.monotonic() + 0.05
        while time.monotonic() < end:
            pass
        continue
    os.waitpid(child, 0)
    os._exit(0)
