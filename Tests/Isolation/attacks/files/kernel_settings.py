"""Opens the kernel's settings for writing."""
import os

from verdict import escaped, held

for path in (
    "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/proc/sys/vm/drop_caches",
    "/proc/sys/kernel/modprobe", "/proc/irq/default_smp_affinity", "/sys/kernel/uevent_helper", "/sys/power/state",
    "/proc/sys/net/ipv4/ip_forward", "/proc/sys/kernel/ns_last_pid", "/proc/self/loginuid",
):
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError:
        continue
    escaped(path)
held()
