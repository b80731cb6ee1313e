"""Its outputs are named pipes, which hold up whoever opens them, where it can make any."""
import os

from verdict import held

try:
    os.mkfifo("pipe")
    os.mkfifo("held")
    os.open("held", os.O_RDWR)
except OSError:
    pass
open("real", "w").write("x")
held()
