"""Opens what another process has open through /proc."""
import os

from verdict import escaped, held, others

for pid in others() or [1]:
    for number in range(64):
        try:
            os.open(f"/proc/{pid}/fd/{number}", os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            continue
        escaped(f"opened descriptor {number} of {pid}")
held()
