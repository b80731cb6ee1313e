"""Takes a descriptor out of another process by way of a process descriptor."""
from verdict import call, escaped, held, others, refused

for pid in others():
    process, error = call("pidfd_open", pid, 0)
    for number in range(12):
        if call("pidfd_getfd", process, number, 0)[0] >= 0:
            escaped(f"took descriptor {number} of {pid}")
refused(("pidfd_getfd", -1, 0, 0))
