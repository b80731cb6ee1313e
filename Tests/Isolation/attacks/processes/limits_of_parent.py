"""Reads another process's limits, the step before changing them."""
import ctypes

from verdict import call, escaped, held, others

limits = (ctypes.c_uint64 * 2)()
for pid in others() or [1]:
    if not call("prlimit64", pid, 7, 0, limits)[1]:
        escaped(f"{pid} may have {limits[1]} files")
held()
