"""A filter program on a socket: the kernel's translator and its compiler."""
import ctypes
import socket
import struct

from verdict import escaped, held

accept = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0xFFFF))
program = struct.pack("HxxxxxxP", 1, ctypes.addressof(accept))
for family in (socket.AF_INET, socket.AF_UNIX):
    for option in (26, 51):
        try:
            socket.socket(family, socket.SOCK_DGRAM).setsockopt(socket.SOL_SOCKET, option, program)
        except OSError:
            continue
        escaped(f"a filter is attached by option {option}")
held()
