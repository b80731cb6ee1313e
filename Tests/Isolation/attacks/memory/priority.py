"""Puts itself before the server: a better nice value, a real-time class, a better class of disk access."""
import os

from verdict import call, escaped, held

for attempt in (
    lambda: os.setpriority(os.PRIO_PROCESS, 0, -5), lambda: os.setpriority(os.PRIO_PROCESS, 1, 5),
    lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    lambda: os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1)),
):
    try:
        attempt()
    except OSError:
        continue
    escaped("was put first")
result, error = call("ioprio_set", 1, 0, 1 << 13)
escaped("real-time disk access") if not error else held(error)
