"""Protocols that the kernel would load a module for."""
from verdict import call, escaped, held

STREAM, DATAGRAM, ORDERED, DCCP = 1, 2, 5, 6
for family in (2, 10):
    for name, kind, protocol in (
        ("MPTCP", STREAM, 262), ("SCTP", STREAM, 132), ("SCTP", ORDERED, 132), ("UDP-Lite", DATAGRAM, 136),
        ("L2TP", DATAGRAM, 115), ("DCCP", DCCP, 33), ("SMC", STREAM, 256),
    ):
        result, error = call("socket", family, kind, protocol)
        if error != "EPERM":
            escaped(f"{name}: {error or result}")
held()
