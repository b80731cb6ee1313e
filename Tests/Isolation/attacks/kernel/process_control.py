"""Changes of its process that a supervisor would not expect."""
from verdict import call, escaped, held

REQUESTS = {
    "PR_SET_DUMPABLE": 4, "PR_SET_KEEPCAPS": 8, "PR_SET_SECCOMP": 22, "PR_CAPBSET_DROP": 24, "PR_SET_TSC": 26,
    "PR_SET_SECUREBITS": 28, "PR_SET_TIMERSLACK": 29, "PR_TASK_PERF_EVENTS_DISABLE": 31, "PR_MCE_KILL": 33,
    "PR_SET_MM": 35, "PR_SET_CHILD_SUBREAPER": 36, "PR_SET_THP_DISABLE": 41, "PR_CAP_AMBIENT": 47,
    "PR_SET_SPECULATION_CTRL": 53, "PR_SET_IO_FLUSHER": 57, "PR_SET_SYSCALL_USER_DISPATCH": 59, "PR_SCHED_CORE": 62,
    "PR_SET_MDWE": 65, "PR_SET_PTRACER": 0x59616D61,
}
for name, number in REQUESTS.items():
    result, error = call("prctl", number, 1, 0, 0, 0)
    if error != "EPERM":
        escaped(f"{name}: {error or result}")
held()
