"""Opens a message queue of the host's."""
from verdict import call, escaped, held, plant

result, error = call("msgget", plant("queue"), 0)
escaped(f"queue {result}") if not error else held(error)
