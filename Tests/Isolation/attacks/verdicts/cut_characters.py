"""More output than is kept, of characters that do not fit the cut."""
import os

os.write(1, b"x")
for _ in range(700):
    os.write(1, "🂡".encode() * 1000)
