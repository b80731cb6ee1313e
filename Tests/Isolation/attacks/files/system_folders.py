"""Writes where every later program reads: the standard library, its caches, site packages, start-up files."""
import json
import os
import sys

from verdict import escaped, held

own = ("/work", "/tmp")
folders = [os.path.dirname(module.__file__) + "/__pycache__" for module in (json, os)]
folders += [path for path in sys.path if path and path not in own]
folders += ["/usr/local/lib", "/usr/bin", "/etc", "/dev", "/lib"]
for folder in folders:
    for attempt in (
        lambda: os.open(folder + "/assay-left-over.pth", os.O_CREAT | os.O_WRONLY),
        lambda: os.mkdir(folder + "/assay-left-over"), lambda: os.symlink("/tmp", folder + "/assay-left-over"),
        lambda: os.utime(folder), lambda: os.chmod(folder, 0o777),
    ):
        try:
            attempt()
        except OSError:
            continue
        escaped(folder)
try:
    open(os.__file__, "r+b")
except OSError as error:
    held(error)
escaped(os.__file__)
