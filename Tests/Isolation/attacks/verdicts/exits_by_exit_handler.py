"""Fails, and has an exit handler that ends with success: its status is its own to choose."""
import atexit
import os

atexit.register(os._exit, 0)
raise ValueError("failed")
