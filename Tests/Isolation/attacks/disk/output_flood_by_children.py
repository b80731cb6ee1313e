"""Children write what their parent does not."""
import os

for _ in range(4):
    if os.fork() == 0:
        while True:
            os.write(1, b"c" * 65536)
for _ in range(4):
    os.wait()
