"""Opens the host's semaphores."""
from verdict import call, escaped, held, plant

result, error = call("semget", plant("semaphore"), 0, 0)
escaped(f"semaphore {result}") if not error else held(error)
