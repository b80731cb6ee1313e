"""A folder above its output is a symbolic link."""
import os

from verdict import held, plant

os.symlink(os.path.dirname(plant("secret")), "out")
os.symlink("/", "up")
os.mkdir("dots")
held()
