"""Every call that the profile does not name, with arguments that harm nobody: the kernel must not see them."""
from verdict import NUMBERS, call, escaped, held, plant

named = set(plant("filter"))
# The kernel passes uretprobe by every filter, and ends whoever calls it out of place.
fatal = {"rt_sigreturn", "exit", "exit_group", "uretprobe"}
reached = []
for name, number in sorted(NUMBERS.items()):
    if name in named | fatal:
        continue
    result, error = call(number, -1, -1, -1, -1, -1, -1)
    if error not in ("EPERM", "ENOSYS"):
        reached.append(f"{name} {error or result}")
escaped(reached) if reached else held(f"{len(NUMBERS) - len(named)} calls")
