"""What every program of the corpus ends with, and raw system calls by name.

The harness puts this beside the program as verdict.py. A program prints HELD or ESCAPED and why; one that ends
without either, by a fault of its own say, has not shown anything and fails its test.
"""

import ctypes
import errno
import functools
import json
import os

from calls import NUMBERS

REFUSALS = ("EPERM", "EACCES", "ENOSYS")
library = ctypes.CDLL(None, use_errno=True)


def held(why=""):
    _end("HELD", str(why))


def escaped(why):
    _end(f"ESCAPED: {why}", "")


def _end(verdict, why):
    for number, text in ((2, why), (1, verdict)):
        try:
            os.write(number, (text + "\n").encode("utf-8", "replace") if text else b"")
        except OSError:
            pass
    os._exit(0)


def call(name, *arguments):
    """A raw system call: its result, and its error by name ("" where it went through)."""
    number = name if isinstance(name, int) else NUMBERS.get(name)
    if number is None:
        return -1, "ENOSYS"
    ctypes.set_errno(0)
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result = library.syscall(ctypes.c_long(number), *words)
    error = ctypes.get_errno()
    return result, errno.errorcode.get(error, str(error)) if result == -1 else ""


def refused(*calls, also=()):
    """Each call, given as (name, arguments …), must be refused before the kernel looks at what it asks for."""
    seen = []
    for name, *arguments in calls:
        result, error = call(name, *arguments)
        seen.append(f"{name} {error or result}")
        if error not in REFUSALS + tuple(also):
            escaped(seen[-1])
    held(", ".join(seen))


def others():
    """Processes that are not the program's: its parent and the first, where they have a number here."""
    return sorted({os.getppid(), 1} - {0, os.getpid()})


def fork():
    """A child, where the profile has any; the attack is over where it has none."""
    try:
        return os.fork()
    except OSError as error:
        held(error)


def plant(name):
    """Where the harness put something on the host's side: an address, a key, a path; never what is in it."""
    with open("plants.json") as file:
        return json.load(file)[name]


@functools.cache
def part():
    """Which half of a program in two halves this is."""
    return os.read(0, 16).decode()
