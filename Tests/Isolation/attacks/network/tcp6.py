"""The same by the newer protocol, and by the old one's addresses within it."""
import socket

from verdict import escaped, held, plant

for address, port in (("::1", plant("tcp6")), ("::ffff:127.0.0.1", plant("tcp")), ("::", plant("tcp6"))):
    with socket.socket(socket.AF_INET6) as connection:
        connection.settimeout(2)
        try:
            connection.connect((address, port))
        except OSError:
            continue
        escaped(f"{address}: {connection.recv(100)!r}")
held()
