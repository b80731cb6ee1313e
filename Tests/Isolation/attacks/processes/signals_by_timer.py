"""Has a timer send its signal to a thread of another process."""
import ctypes

from verdict import call, escaped, held

event = (ctypes.c_int * 16)(0, 0, 9, 4, 1)
timer = ctypes.c_int()
result, error = call("timer_create", 1, event, ctypes.byref(timer))
escaped("a timer aims at process 1") if not error else held(error)
