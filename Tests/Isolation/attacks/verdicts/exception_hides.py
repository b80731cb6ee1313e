"""Its exception raises when it is looked at, in every way there is."""


class Hidden(BaseException):
    def __str__(self):
        raise SystemExit(0)

    __repr__ = __str__

    def __getattribute__(self, name):
        raise SystemExit(0)


raise Hidden
