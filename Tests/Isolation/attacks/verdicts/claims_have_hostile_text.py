"""Claims with lone surrogates, NUL and bytes that are no text."""
import os

with open("/.claims", "wb") as file:
    file.write(b'{"value": "\\ud800\\u0000 \xff\xfe </script>", "exception": null, "display": []}')
os._exit(0)
