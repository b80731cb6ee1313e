"""A segment that no process need hold."""
from verdict import refused

refused(("shmget", 0, 64 << 20, 0o1600))
