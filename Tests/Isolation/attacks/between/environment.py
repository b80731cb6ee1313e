"""Changes what a process hands on: environment, folder, mask, limits, signals, priority, name."""
import os
import resource
import signal
import socket

from verdict import call, escaped, held, part

if part() == "leave":
    os.environ["ASSAY_LEFT_OVER"] = "1"
    os.putenv("ASSAY_LEFT_OVER", "1")
    os.umask(0o777)
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
    call("sethostname", b"assay-left-over", 15)
    call("setpriority", 0, 0, 19)
    os.chdir("/tmp")
    held()
found = {
    "environment": "ASSAY_LEFT_OVER" in os.environ, "mask": os.umask(0o22) == 0o777,
    "handler": signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN,
    "blocked": bool(signal.pthread_sigmask(signal.SIG_BLOCK, [])), "name": socket.gethostname() == "assay-left-over",
    "limit": resource.getrlimit(resource.RLIMIT_NOFILE)[0] <= 40, "folder": os.getcwd() != "/work",
    "priority": os.getpriority(os.PRIO_PROCESS, 0) != 0,
}
escaped([name for name in found if found[name]]) if any(found.values()) else held()
