"""Its outputs are named pipes, which hold up whoever opens them."""
import os

from verdict import held

os.mkfifo("pipe")
os.mkfifo("held")
os.open("held", os.O_RDWR)
open("real", "w").write("x")
held()
