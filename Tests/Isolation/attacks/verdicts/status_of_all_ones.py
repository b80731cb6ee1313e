"""Exits with minus one."""
import sys

sys.exit(-1)
