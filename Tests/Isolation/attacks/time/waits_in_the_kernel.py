"""Waits for what never comes out of a pipe, with every signal blocked."""
import os
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
os.read(os.pipe()[0], 1)
