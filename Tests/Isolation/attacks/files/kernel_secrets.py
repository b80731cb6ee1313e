"""Reads what the kernel tells of itself and of everybody on the host."""
import os

from verdict import escaped, held

for path in (
    "/proc/kcore", "/proc/kallsyms", "/proc/kmsg", "/proc/keys", "/proc/1/environ", "/proc/timer_list", "/proc/cmdline",
    "/proc/interrupts", "/proc/sched_debug", "/proc/modules", "/proc/version", "/proc/meminfo", "/proc/cpuinfo",
    "/proc/loadavg", "/proc/stat", "/proc/diskstats", "/proc/partitions", "/proc/swaps", "/proc/locks", "/proc/vmstat",
    "/proc/sysvipc/shm", "/proc/bus/pci/devices", "/proc/fs", "/proc/pressure/cpu", "/proc/uptime", "/proc/crypto",
    "/sys/kernel/notes", "/sys/kernel/debug", "/sys/class/dmi/id/product_uuid", "/sys/fs/cgroup/memory.stat",
    "/sys/devices/system/cpu/online", "/sys/firmware/acpi/tables",
):
    try:
        found = os.listdir(path) if os.path.isdir(path) else os.read(os.open(path, os.O_RDONLY | os.O_NONBLOCK), 32)
    except OSError:
        continue
    if found:
        escaped(path)
held()
