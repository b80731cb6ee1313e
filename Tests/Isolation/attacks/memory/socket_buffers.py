"""The kernel's memory, by way of what sockets hold for their readers."""
import socket

from verdict import escaped, held

total, kept = 0, []
try:
    for _ in range(600):
        pair = socket.socketpair()
        kept.append(pair)
        for option in (7, 32):
            try:
                pair[0].setsockopt(socket.SOL_SOCKET, option, 4 << 20)
            except OSError:
                continue
        pair[0].setblocking(False)
        try:
            while True:
                total += pair[0].send(bytes(65536))
        except BlockingIOError:
            continue
except OSError:
    pass
escaped(f"{total >> 20} MiB") if total > 64 << 20 else held(f"{total >> 20} MiB")
