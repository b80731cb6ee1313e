"""Reads another process's memory through /proc."""
from verdict import escaped, held, others

for pid in others() or [1]:
    try:
        with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                if "[heap]" in line or "[stack]" in line:
                    memory.seek(int(line.split("-")[0], 16))
                    escaped(f"read {len(memory.read(16))} bytes of {pid}'s memory")
    except OSError:
        continue
held()
