"""Touches twice its memory."""
kept = [bytearray(32 << 20) for _ in range(16)]
print("ESCAPED: 512 MiB")
