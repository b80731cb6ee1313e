"""Stores data beside files, where a quota may not see it."""
import os

from verdict import escaped, held

open("file", "w").close()
for name in ("user.x", "trusted.x", "security.x", "system.posix_acl_access"):
    try:
        os.setxattr("file", name, bytes(60_000))
    except OSError:
        continue
    escaped(name)
held()
