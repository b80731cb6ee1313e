"""Makes the parent its tracer, whose wait would then see stops that it does not expect."""
from verdict import refused

refused(("ptrace", 0, 0, 0, 0))
