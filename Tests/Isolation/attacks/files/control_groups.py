"""Leaves its limits by the files that set them."""
import os

from verdict import escaped, held

roots = ["/sys/fs/cgroup" + part for part in ("", "/memory", "/pids", "/unified", "/cpu", "/devices")]
for root in roots + ["/proc/self/root/sys/fs/cgroup"]:
    for name in ("cgroup.procs", "tasks", "release_agent", "memory.limit_in_bytes", "memory.max", "notify_on_release"):
        try:
            os.close(os.open(f"{root}/{name}", os.O_WRONLY))
        except OSError:
            continue
        escaped(f"{root}/{name}")
held()
