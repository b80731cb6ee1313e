"""Claims whose parts are not what they are claimed to be."""
import os

with open("/.claims", "wb") as file:
    file.write(b'{"value": 1e999, "exception": [1], "display": "x", "value": {"\xff": NaN}, "display": [{"type": 3}]}')
os._exit(0)
