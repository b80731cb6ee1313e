"""Turns back every clock in its interpreter; the time that is reported is the supervisor's."""
import time

sleep = time.sleep
for name in ("time", "monotonic", "perf_counter", "process_time"):
    setattr(time, name, lambda: 0.0)
sleep(1)
print("done")
