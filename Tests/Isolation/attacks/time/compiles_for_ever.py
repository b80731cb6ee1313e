"""A few characters that the compiler unfolds: the limits hold before the program runs, too."""
exec("(" * 90 + "1" + ")" * 90 + "\nx = " + " + ".join(["((1 << 30) ** 400)"] * 60000))
while True:
    pass
