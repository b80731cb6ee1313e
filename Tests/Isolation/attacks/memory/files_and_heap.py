"""Fills the private file system, which is memory, and then its heap."""
for number in range(3):
    with open(f"/tmp/{number}", "wb") as file:
        for _ in range(30):
            file.write(bytes(1 << 20))
kept = [bytearray(b"x") * (8 << 20) for _ in range(16)]
print("ESCAPED: 90 MiB of files and 128 MiB of heap")
