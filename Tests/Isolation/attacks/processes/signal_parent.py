"""Sends a signal to the parent and the first process by every call there is for it."""
from verdict import call, escaped, held, others

CONT = 18
held_by = []
for pid in others() or [1]:
    for name, arguments in {
        "kill": (pid, CONT), "tgkill": (pid, pid, CONT), "tkill": (pid, CONT),
        "rt_sigqueueinfo": (pid, CONT, bytes(128)), "rt_tgsigqueueinfo": (pid, pid, CONT, bytes(128)),
    }.items():
        result, error = call(name, *arguments)
        if not error:
            escaped(f"{name} reached {pid}")
        held_by.append(f"{name} {error}")
    process, error = call("pidfd_open", pid, 0)
    if process >= 0 and not call("pidfd_send_signal", process, CONT, 0, 0)[1]:
        escaped(f"a process descriptor reached {pid}")
held(held_by)
