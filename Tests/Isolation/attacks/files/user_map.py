"""Gives itself other users in its namespace."""
from verdict import escaped, held

for name, text in (("setgroups", "deny"), ("uid_map", "0 0 1"), ("uid_map", "0 1000 1"), ("gid_map", "0 0 1")):
    try:
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)
    except OSError:
        continue
    escaped(name)
held()
