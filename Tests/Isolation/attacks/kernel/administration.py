"""What else is the administrator's: swap, accounting, quotas, the kernel's log, terminals."""
from verdict import refused

refused(
    ("swapon", b"/tmp/none", 0), ("swapoff", b"/tmp/none"), ("acct", b"/tmp/none"), ("quotactl", 0, 0, 0, 0),
    ("quotactl_fd", -1, 0, 0, 0), ("syslog", 3, 0, 0), ("syslog", 10, 0, 0), ("vhangup",), ("nfsservctl", 0, 0, 0))
