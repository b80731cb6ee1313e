"""Leaves named shared memory, System V's and POSIX's."""
from verdict import call, escaped, held, part

KEY = 0x61737379
if part() == "leave":
    call("shmget", KEY, 4096, 0o1666)
    call("semget", KEY, 1, 0o1666)
    call("msgget", KEY, 0o1666)
    call("mq_open", b"assay-left-over", 0o102, 0o666, 0)
    held()
for name, arguments in (
    ("shmget", (KEY, 0, 0)), ("semget", (KEY, 0, 0)), ("msgget", (KEY, 0)), ("mq_open", (b"assay-left-over", 0, 0, 0)),
):
    if not call(name, *arguments)[1]:
        escaped(name)
held()
