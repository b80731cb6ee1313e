"""Asks for a petabyte at once."""
kept = bytearray(1 << 50)
