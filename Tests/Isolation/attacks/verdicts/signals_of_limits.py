"""Ends by the signal for too much processor time, which it sent itself."""
import os
import signal

os.kill(os.getpid(), signal.SIGXCPU)
