"""May gain privileges by running a program of root's."""
from verdict import call, escaped, held

try:
    with open("/proc/self/status") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
except OSError:
    status = {}
if status.get("NoNewPrivs", "1") != "1" or status.get("Seccomp", "2") != "2":
    escaped(f"no_new_privs {status['NoNewPrivs']}, seccomp {status['Seccomp']}")
result, error = call("prctl", 39, 0, 0, 0, 0)
if result == 0:
    escaped("no_new_privs is not set")
held(error or result)
