"""Opens a named message queue of the host's, or makes one."""
from verdict import call, escaped, held, plant

for flags in (0, 0o102):
    result, error = call("mq_open", plant("posix_queue").encode(), flags, 0o600, 0)
    if not error:
        escaped(f"queue {result}")
held(error)
