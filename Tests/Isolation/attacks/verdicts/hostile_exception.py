"""Its exception has a hostile name, text and cause."""


class Meta(type):
    def __getattribute__(cls, name):
        if name in ("__name__", "__qualname__"):
            return "ok\ud800\x00" * 400_000
        return super().__getattribute__(name)


class Hostile(Exception, metaclass=Meta):
    def __str__(self):
        return "\udfff" * 3_000_000


error = Hostile()
error.__cause__ = error
raise error
