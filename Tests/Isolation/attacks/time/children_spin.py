"""Twelve children burn time that is not the parent's."""
import os

for _ in range(12):
    if os.fork() == 0:
        while True:
            pass
for _ in range(12):
    os.wait()
