"""Sleeps, which takes no processor time."""
import time

time.sleep(120)
