"""A thread that its interpreter waits for never ends."""
import threading
import time

threading.Thread(target=time.sleep, args=(120,)).start()
