"""Asks whether another process holds the same kernel objects."""
import os

from verdict import others, refused

refused(("kcmp", os.getpid(), (others() or [1])[0], 0, 1, 1))
