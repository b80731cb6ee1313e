"""Its exit handler never ends."""
import atexit


@atexit.register
def spin():
    while True:
        pass


print("the program ended")
