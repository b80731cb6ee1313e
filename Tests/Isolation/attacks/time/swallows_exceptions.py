"""Catches whatever is thrown into it."""
while True:
    try:
        while True:
            pass
    except BaseException:
        continue
