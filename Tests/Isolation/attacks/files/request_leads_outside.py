"""The request, not the program, names what is not the program's."""
from verdict import held

held()
