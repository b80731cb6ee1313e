"""Kills its process group, in which nobody else must be."""
import os

os.kill(0, 9)
