"""Ends with success before anything was computed: an end, and no claim of a value."""
import os

os._exit(0)
