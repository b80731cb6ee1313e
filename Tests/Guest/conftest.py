"""These tests stop services and move keys: nothing is collected but in the guest."""

import pathlib

# What Tests/Guest/run has put there.
if not pathlib.Path("/srv/tests").exists():
    collect_ignore_glob = ["test_*"]
