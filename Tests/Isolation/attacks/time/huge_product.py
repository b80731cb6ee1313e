"""One operation of the interpreter that takes minutes."""
number = 3 ** 20_000_000
number = number * number % (number - 1)
