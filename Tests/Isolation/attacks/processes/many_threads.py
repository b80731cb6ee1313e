"""Three hundred threads at once."""
import threading

from verdict import escaped, held

gate = threading.Event()
threading.stack_size(65536)
for started in range(300):
    try:
        threading.Thread(target=gate.wait, daemon=True).start()
    except (RuntimeError, MemoryError):
        held(started)
escaped("300 threads")
