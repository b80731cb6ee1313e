"""Copies out of and into another process's memory."""
from verdict import refused

refused(*((name, 1, 0, 0, 0, 0, 0) for name in ("process_vm_readv", "process_vm_writev")))
