"""Asks the kernel to end others before it where memory runs out."""
from verdict import escaped, held

path = "/proc/self/oom_score_adj"
try:
    with open(path) as file:
        before = int(file.read())
    with open(path, "w") as file:
        file.write(str(before - 100))
except OSError as error:
    held(error)
escaped("lowered its score")
