"""Sets the time."""
import ctypes

from verdict import refused

same = bytes(16)
refused(
    ("adjtimex", ctypes.create_string_buffer(256)), ("clock_adjtime", 0, ctypes.create_string_buffer(256)),
    ("clock_settime", 0, same), ("settimeofday", same, 0))
