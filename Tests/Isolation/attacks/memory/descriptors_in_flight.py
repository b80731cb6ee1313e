"""Open files that no process has open: descriptors on their way through sockets that are themselves on their way."""
import array
import socket

from verdict import escaped, held

sent = 0
try:
    carrier = socket.socketpair()
    for _ in range(4000):
        inner = socket.socketpair()
        rights = array.array("i", [carrier[0].fileno(), carrier[1].fileno()] * 20)
        inner[0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
        sent += len(rights)
        carrier[0].close()
        carrier[1].close()
        carrier = inner
except OSError as error:
    held(f"{sent}, {error}")
escaped(f"{sent} descriptors in flight")
