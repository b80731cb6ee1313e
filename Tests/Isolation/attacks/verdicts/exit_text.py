"""Exits with a text for its status."""
import sys

sys.exit("0")
