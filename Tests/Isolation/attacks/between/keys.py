"""Leaves a key with the kernel."""
from verdict import call, escaped, held, part

for ring in (-1, -2, -3, -4, -5):
    if part() == "leave":
        call("add_key", b"user", b"assay-left-over", b"1", 1, ring)
    elif not call("keyctl", 10, ring, b"user", b"assay-left-over", 0)[1]:
        escaped(f"ring {ring}")
held()
