"""What runs when its names are dropped never ends."""


class Endless:
    def __del__(self):
        while True:
            pass


endless = Endless()
