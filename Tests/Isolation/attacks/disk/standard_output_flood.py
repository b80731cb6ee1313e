"""Sixty-four MiB of output without a line's end."""
import os

for _ in range(1024):
    os.write(1, b"o" * 65536)
print("ESCAPED: 64 MiB taken")
