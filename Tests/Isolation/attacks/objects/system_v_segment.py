"""Attaches a shared memory segment of the host's."""
from verdict import call, escaped, held, plant

result, error = call("shmget", plant("segment"), 0, 0)
escaped(f"segment {result}") if not error else held(error)
