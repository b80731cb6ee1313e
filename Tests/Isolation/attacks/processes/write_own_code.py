"""Changes constants that are mapped read-only through /proc/self/mem."""
import os

from verdict import escaped, held

constant = b"a constant of the interpreter"
try:
    memory = os.open("/proc/self/mem", os.O_RDWR)
    os.pwrite(memory, b"X", id(constant) + bytes.__basicsize__ - 1)
except OSError as error:
    held(error)
escaped("wrote through /proc/self/mem") if constant[:1] == b"X" else held()
