"""Searches its own memory for what it may have inherited from the server: keys, environment, other programs' text."""
import ctypes
import os
import re

from verdict import escaped, held, library

# The pattern does not match its own text; what follows the name is known to the harness alone.
secret = re.compile(rb"assay[_]attack[_]canary=[0-9a-f]{32}")
reader, writer = os.pipe()
os.set_blocking(reader, False)
library.sbrk.restype = ctypes.c_void_p


def page(address):
    """A page of its memory, or nothing where there is none: the kernel answers EFAULT instead of a fault."""
    got = library.write(writer, ctypes.c_void_p(address), 4096)
    return os.read(reader, 4096) if got > 0 else None


def anchors():
    yield id(anchors), "objects"
    yield library.sbrk(0) - 1, "heap"
    try:
        yield ctypes.c_void_p.in_dll(ctypes.CDLL("ld-linux-x86-64.so.2"), "__libc_stack_end").value, "stack"
    except (OSError, ValueError):
        yield ctypes.addressof(ctypes.c_char()), "stack"
    for name in ("environ", "stdout", "program_invocation_name"):
        yield ctypes.c_void_p.in_dll(library, name).value or ctypes.addressof(
            ctypes.c_void_p.in_dll(library, name)), name


searched = 0
for start, name in anchors():
    for step in (4096, -4096):
        address, before, missing = start & ~4095, b"", 0
        for _ in range(20_000):
            found = page(address)
            if found is None:
                missing += 1
                if missing > 64:
                    break
            else:
                searched += 1
                text = before + found if step > 0 else found + before
                if secret.search(text):
                    escaped(f"a secret near the {name}")
                before = found[-64:] if step > 0 else found[:64]
            address += step
held(f"{searched} pages") if searched > 500 else escaped(f"only {searched} pages could be searched")
