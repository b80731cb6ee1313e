"""Leaves folders that their owner may neither enter nor change."""
import os

from verdict import held

for folder in ("/work", "/tmp", "/home/user"):
    os.makedirs(f"{folder}/shut/inner")
    open(f"{folder}/shut/inner/assay-left-over", "w").close()
    os.chmod(f"{folder}/shut/inner", 0)
    os.chmod(f"{folder}/shut", 0)
held()
