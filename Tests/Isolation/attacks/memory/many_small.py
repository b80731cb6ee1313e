"""Its memory in small pieces, none of which stands out."""
kept = []
for number in range(12_000_000):
    kept.append((number, str(number)))
print("ESCAPED: twelve million tuples")
