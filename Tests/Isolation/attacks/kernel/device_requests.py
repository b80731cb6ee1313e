"""Requests to the drivers and file systems behind what it has open."""
import fcntl
import os
import socket

from verdict import escaped, held

REQUESTS = {
    "FIBMAP": 0x1, "FIGETBSZ": 0x2, "FIOASYNC": 0x5452, "FIOQSIZE": 0x5460, "FS_IOC_GETFLAGS": 0x80086601,
    "FS_IOC_SETFLAGS": 0x40086602, "FS_IOC_FSGETXATTR": 0x801C581F, "FIFREEZE": 0xC0045877, "FITRIM": 0xC0185879,
    "FS_IOC_FIEMAP": 0xC020660B, "FICLONE": 0x40049409, "FIDEDUPERANGE": 0xC0189436, "BLKGETSIZE64": 0x80081272,
    "SIOCGIFCONF": 0x8912, "SIOCGIFHWADDR": 0x8927, "SIOCETHTOOL": 0x8946, "SIOCBRADDBR": 0x89A0,
    "SIOCGIWNAME": 0x8B01, "RNDADDENTROPY": 0x40085203, "KVM_CREATE_VM": 0xAE01, "NS_GET_USERNS": 0xB701,
}
connection = socket.socket()
opened = [os.open(path, os.O_RDONLY) for path in ("/usr", "/work", "/dev/null", "/dev/urandom")]
for descriptor in [*opened, 1, connection.fileno()]:
    for name, request in REQUESTS.items():
        try:
            fcntl.ioctl(descriptor, request, bytes(256))
        except PermissionError:
            continue
        except OSError as error:
            escaped(f"{name} was judged by the kernel: {error}")
        escaped(name)
held()
