"""A child ends with success while the program itself fails."""
import os

if os.fork() == 0:
    print("ok")
    os._exit(0)
os.wait()
os._exit(5)
