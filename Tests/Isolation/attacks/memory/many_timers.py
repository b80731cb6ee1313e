"""A hundred thousand timers of the kernel's."""
import ctypes

from verdict import call, escaped, held

timer = ctypes.c_int()
for made in range(100_000):
    if call("timer_create", 1, 0, ctypes.byref(timer))[1]:
        held(made)
escaped("100000 timers")
