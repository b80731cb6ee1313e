"""Exits with the status that shells give a killed program."""
import os

os._exit(137)
