"""Leaves a process that listens and writes."""
import os
import socket
import time

from verdict import escaped, held, part

if part() == "leave":
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            listener = socket.create_server(("127.0.0.1", 45999))
            local = socket.socket(socket.AF_UNIX)
            local.bind("\0assay-left-over")
            local.listen()
            end = time.monotonic() + 20
            while time.monotonic() < end:
                open("/tmp/assay-left-over", "a").close()
                time.sleep(0.05)
        os._exit(0)
    time.sleep(0.3)
    held()
for family, address in ((socket.AF_INET, ("127.0.0.1", 45999)), (socket.AF_UNIX, "\0assay-left-over")):
    with socket.socket(family) as connection:
        if connection.connect_ex(address) == 0:
            escaped(address)
if os.path.exists("/tmp/assay-left-over") or len([name for name in os.listdir("/proc") if name.isdigit()]) > 1:
    escaped("it still runs")
held()
