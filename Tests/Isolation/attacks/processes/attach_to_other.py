"""Attaches to the parent and to the first process as a debugger does."""
from verdict import escaped, held, others, call

SEIZE, ATTACH, DETACH = 0x4206, 16, 17
for pid in others() or [1]:
    for request in (SEIZE, ATTACH):
        result, error = call("ptrace", request, pid, 0, 0)
        if not error:
            call("ptrace", DETACH, pid, 0, 0)
            escaped(f"attached to {pid}")
held(error)
