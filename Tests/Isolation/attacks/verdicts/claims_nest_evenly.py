"""The same, well-formed."""
import os

with open("/.claims", "wb") as file:
    file.write(b'{"display": ' + b'[{"a":' * 20_000 + b"1" + b"}]" * 20_000 + b', "value": "1", "exception": null}')
os._exit(0)
