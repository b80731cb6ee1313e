"""Its outputs are symbolic links to files of the host's, of the system's and of its own."""
import os

from verdict import held, plant

os.symlink(plant("secret"), "out")
os.symlink("/etc/passwd", "out2")
open("real", "w").write("own")
os.symlink("real", "out3")
held()
