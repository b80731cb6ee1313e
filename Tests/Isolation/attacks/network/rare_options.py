"""Options of sockets that reach far into the kernel: packet filters, encryption, other schedulers of congestion."""
import socket

from verdict import escaped, held

listener = socket.create_server(("127.0.0.1", 0))
connection = socket.create_connection(listener.getsockname())
for name, level, option, value in (
    ("tables", 0, 64, bytes(96)), ("tables of IPv6", 41, 64, bytes(96)), ("header", 0, 3, b"\1\0\0\0"),
    ("options", 0, 4, bytes(8)), ("multicast", 0, 35, bytes(8)), ("routing header", 41, 57, bytes(8)),
    ("upper protocol", 6, 31, b"tls"), ("congestion", 6, 13, b"reno"), ("repair", 6, 19, b"\1\0\0\0"),
    ("signature", 6, 14, bytes(216)), ("zero copy", 1, 60, b"\1\0\0\0"), ("mark", 1, 36, b"\1\0\0\0"),
    ("device", 1, 25, b"lo"), ("forced buffer", 1, 32, b"\0\0\1\0"), ("busy poll", 1, 46, b"\1\0\0\0"),
):
    try:
        connection.setsockopt(level, option, value)
    except PermissionError:
        continue
    except OSError as error:
        escaped(f"{name} was judged by the kernel: {error}")
    escaped(name)
held()
