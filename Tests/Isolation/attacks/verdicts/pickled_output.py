"""Leaves outputs that run when they are read; they come back as bytes."""
from verdict import held

with open("result.pkl", "wb") as file:
    file.write(b"cposix\nsystem\n(S'false'\ntR.")
with open("result.json", "w") as file:
    file.write('{"outcome": NaN}')
held()
