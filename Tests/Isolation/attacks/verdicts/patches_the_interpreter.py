"""Replaces what a runner would end, report and format with, and then fails."""
import builtins
import io
import json
import os
import sys
import traceback


def nothing(*_, **__):
    return 0


for owner, names in (
    (os, ("_exit", "kill", "write", "fsync")), (json, ("dumps", "dump")), (sys, ("exit", "excepthook")),
    (traceback, ("format_exception", "print_exc")),
    (builtins, ("open", "repr", "BaseException", "Exception", "isinstance")),
    (io, ("open",)),
):
    for name in names:
        setattr(owner, name, nothing)
raise ValueError("must be an error")
