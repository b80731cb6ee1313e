"""Restarts the host or gives it another kernel, with arguments that nobody would act on."""
from verdict import refused

refused(("reboot", 1, 2, 3, 0), ("kexec_load", 0, 0, 0, 0), ("kexec_file_load", -1, -1, 0, 0, 0))
