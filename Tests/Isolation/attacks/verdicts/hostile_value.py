"""Its last value has a representation of ten million characters, none of them a character."""


class Hostile:
    def __repr__(self):
        return "\ud800\x00\x1b" * 3_300_000


Hostile()
