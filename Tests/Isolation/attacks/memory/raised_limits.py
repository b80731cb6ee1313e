"""Raises the hard limits that were set for it, or finds one that was never set."""
import resource

from verdict import escaped, held

for name in ("AS", "DATA", "FSIZE", "NOFILE", "NPROC", "CORE", "MEMLOCK", "STACK", "SIGPENDING", "MSGQUEUE", "RTPRIO"):
    number = getattr(resource, "RLIMIT_" + name)
    hard = resource.getrlimit(number)[1]
    if hard == resource.RLIM_INFINITY:
        if name in ("DATA", "AS"):
            continue
        escaped(f"{name} is unlimited")
    try:
        resource.setrlimit(number, (hard, hard + 1))
    except (OSError, ValueError):
        continue
    escaped(f"raised {name}")
held()
