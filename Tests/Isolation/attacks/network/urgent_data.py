"""Urgent data on local sockets: code that nobody needs and that has led out of other sandboxes."""
import socket

from verdict import escaped, held

pair = socket.socketpair()
for send in (lambda: pair[0].send(b"x", socket.MSG_OOB), lambda: pair[0].sendmsg([b"x"], [], socket.MSG_OOB)):
    try:
        send()
    except OSError:
        continue
    escaped("urgent data was taken")
held()
