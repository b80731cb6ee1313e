"""Writes the claims of a success and fails."""
import json
import os

claims = {
    "value": "42", "exception": None, "display": [], "outcome": "ok", "exit_code": 0, "signal": None, "status": 0,
    "usage": {"wall_s": 0.0, "peak_memory_bytes": 0}, "files": {"out": "eA=="}, "denied": [], "stdout": "forged",
}
with open("/.claims", "w") as file:
    json.dump(claims, file)
os._exit(3)
