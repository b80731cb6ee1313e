"""Waits for the other end of a named pipe, with every signal blocked."""
import os
import signal

os.mkfifo("pipe")
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
os.open("pipe", os.O_RDONLY)
