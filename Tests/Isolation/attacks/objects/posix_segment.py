"""Opens named shared memory of the host's."""
from verdict import escaped, held, plant

try:
    escaped(open("/dev/shm/" + plant("posix_segment"), "rb").read(10))
except OSError as error:
    held(error)
