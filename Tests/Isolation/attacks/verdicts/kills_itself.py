"""Ends as one does whom the kernel killed for memory."""
import os

held = bytearray(64 << 20)
os.kill(os.getpid(), 9)
