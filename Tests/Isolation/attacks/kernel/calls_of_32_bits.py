"""Calls by the gate for 32-bit programs, whose numbers mean something else."""
import ctypes
import mmap

from verdict import escaped, held

code = mmap.mmap(-1, 4096, prot=7)
code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")
result = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
escaped(f"getpid is {result}") if result > 0 else held(result)
