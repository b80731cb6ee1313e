"""Counters of the processor's and the kernel's."""
import struct

from verdict import refused

refused(("perf_event_open", struct.pack("IIQ", 1, 128, 0).ljust(128, b"\0"), 0, -1, -1, 0))
