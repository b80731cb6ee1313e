"""Its outputs have names that terminals, shells and JSON take for more than a name."""
import os

from verdict import held

for number, name in enumerate(("a\nb", "\x1b[2J", "…", "-rf", "a b", "'\"\\")):
    open(name.encode(), "w").write(str(number))
open(b"\xff\xfe", "w").close()
open("x" * 255, "w").close()
held()
