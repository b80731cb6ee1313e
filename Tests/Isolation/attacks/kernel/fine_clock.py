"""A clock fine enough to tell what the processor's caches hold."""
import time

from verdict import escaped, held

steps = sorted(-time.perf_counter_ns() + time.perf_counter_ns() for _ in range(2000))
escaped(f"{steps[1000]} ns") if steps[1000] < 1000 else held(steps[1000])
