"""Exits with statuses that supervisors keep for faults of their own."""
import os

os._exit(99)
