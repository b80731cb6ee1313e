"""Sixty-four MiB of error output."""
import os

for _ in range(1024):
    os.write(2, b"e" * 65536)
print("ESCAPED: 64 MiB taken")
