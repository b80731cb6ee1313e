"""Opens devices; only those without a memory are its."""
import os

from verdict import escaped, held

known = {"null", "zero", "full", "random", "urandom", "fd", "stdin", "stdout", "stderr", "shm"}
strange = set(os.listdir("/dev")) - known
if strange:
    escaped(sorted(strange))
for name in (
    "vda", "sda", "nvme0n1", "mem", "kmsg", "kvm", "fuse", "net/tun", "loop-control", "tty", "console", "ptmx", "port",
    "vsock", "userfaultfd", "uinput", "dri/card0", "nvidia0", "snapshot", "hpet", "mapper/control", "hwrng",
):
    try:
        os.close(os.open(f"/dev/{name}", os.O_RDONLY | os.O_NONBLOCK))
    except OSError:
        continue
    escaped(name)
held()
