"""Claims pictures without end."""
import json
import os

with open("/.claims", "w") as file:
    json.dump({"value": None, "exception": None, "display": [{"text/html": "<script>1</script>"}] * 5000}, file)
os._exit(0)
