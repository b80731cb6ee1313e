"""Is in a namespace of the host's."""
import os

from verdict import escaped, held, plant

shared = []
for kind, number in plant("namespaces").items():
    try:
        if os.stat(f"/proc/self/ns/{kind}").st_ino == number:
            shared.append(kind)
    except OSError:
        continue
if shared:
    escaped(f"the host's: {shared}")
if os.uname().nodename == plant("hostname") or os.getpid() > 100:
    escaped(f"{os.uname().nodename}, process {os.getpid()}")
held()
