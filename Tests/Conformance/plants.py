"""What the attack corpus looks for on the host's side of the walls, and whether anybody touched it."""

import ctypes
import fcntl
import os
import pathlib
import secrets
import shutil
import socket
import struct
import tempfile
import threading

KINDS = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
LIBRARY = ctypes.CDLL(None, use_errno=True)
QUEUES = ctypes.CDLL("librt.so.1", use_errno=True)


class Plants:
    """Listeners, files, locks, segments and queues; `told` is what programs may know: where, never what is in it."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-plant-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.text = secrets.token_hex(16)
        self.canary = secrets.token_hex(16)
        self.secret = self.folder / "secret"
        self.secret.write_text(self.text)
        self.secret.chmod(0o644)
        self.connections = []
        self.told = {
            "secret": str(self.secret), "hostname": socket.gethostname(),
            "namespaces": {kind: os.stat(f"/proc/self/ns/{kind}").st_ino for kind in KINDS},
        }
        self._listen()
        self._share_memory()
        self._lock()
        self._leave_unread()

    def _listen(self):
        free = socket.create_server(("127.0.0.1", 0))
        self.told["served"] = free.getsockname()[1]
        free.close()
        self.told["abstract"] = self.folder.name
        self.told["socket"] = str(self.folder / "socket")
        self.listeners = {
            "tcp": socket.create_server(("127.0.0.1", 0)), "abstract": socket.socket(socket.AF_UNIX),
            "socket": socket.socket(socket.AF_UNIX),
        }
        self.listeners["abstract"].bind("\0" + self.told["abstract"])
        self.listeners["socket"].bind(self.told["socket"])
        os.chmod(self.told["socket"], 0o777)
        if socket.has_ipv6:
            self.listeners["tcp6"] = socket.create_server(("::1", 0), family=socket.AF_INET6)
        datagrams = socket.socket(type=socket.SOCK_DGRAM)
        datagrams.bind(("127.0.0.1", 0))
        for name, listener in self.listeners.items():
            listener.listen()
            threading.Thread(target=self._accept, args=(name, listener), daemon=True).start()
        self.listeners["udp"] = datagrams
        threading.Thread(target=self._answer, args=(datagrams,), daemon=True).start()
        for name in ("tcp", "tcp6", "udp"):
            self.told[name] = self.listeners[name].getsockname()[1] if name in self.listeners else 1

    def _accept(self, name, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections.append(name)
            connection.sendall(self.text.encode())
            connection.close()

    def _answer(self, datagrams):
        while True:
            try:
                _, sender = datagrams.recvfrom(100)
            except OSError:
                return
            self.connections.append("udp")
            datagrams.sendto(self.text.encode(), sender)

    def _share_memory(self):
        for name in ("segment", "semaphore", "queue"):
            self.told[name] = secrets.randbits(30) + 1
        self.segment = LIBRARY.shmget(self.told["segment"], 4096, 0o1666)
        self.semaphore = LIBRARY.semget(self.told["semaphore"], 1, 0o1666)
        self.queue = LIBRARY.msgget(self.told["queue"], 0o1666)
        self.told["posix_queue"] = self.told["posix_segment"] = self.folder.name
        self.posix_queue = QUEUES.mq_open(b"/" + self.folder.name.encode(), os.O_RDWR | os.O_CREAT, 0o666, None)
        self.posix_segment = pathlib.Path("/dev/shm") / self.folder.name
        self.posix_segment.write_text(self.text)

    def _lock(self):
        """Locks on files that programs can read as well."""
        self.locks = []
        for name, path in (("locked_by_flock", "/usr/lib/os-release"), ("locked_by_record", "/usr/bin/id")):
            self.told[name] = path
            self.locks.append(os.open(path, os.O_RDONLY))
        fcntl.flock(self.locks[0], fcntl.LOCK_EX)
        fcntl.fcntl(self.locks[1], fcntl.F_SETLK, struct.pack("hhqqixxxx", fcntl.F_RDLCK, 0, 0, 0, 0))

    def _leave_unread(self):
        """A file that programs can read, whose access time the kernel would change at the next reading."""
        self.told["unread_since"] = 946_684_800
        for path in ("/usr/share/common-licenses/GPL-1", "/usr/lib/os-release", "/usr/share/zoneinfo/Zulu"):
            if os.path.exists(path) and os.access(path, os.W_OK):
                self.told["unread_file"] = os.path.realpath(path)
                status = os.stat(path)
                os.utime(path, ns=(self.told["unread_since"] * 1_000_000_000, status.st_mtime_ns))
                return

    def touched(self):
        """What is not as it was left."""
        found = [f"a connection to {name}" for name in self.connections]
        if self.secret.read_text() != self.text or self.secret.stat().st_nlink != 1:
            found.append("the secret was changed or linked")
        if sorted(path.name for path in self.folder.iterdir()) != ["secret", "socket"]:
            found.append("the folder has other files")
        if self.posix_segment.read_text() != self.text:
            found.append("the shared memory was changed")
        status = (ctypes.c_long * 32)()
        if self.segment >= 0 and LIBRARY.shmctl(self.segment, 2, status) < 0:
            found.append("the segment is gone")
        if self.queue >= 0 and LIBRARY.msgctl(self.queue, 2, status) < 0:
            found.append("the queue is gone")
        if self.semaphore >= 0 and LIBRARY.semctl(self.semaphore, 0, 12, 0) != 0:
            found.append("the semaphore was changed")
        return found

    def remove(self):
        for listener in self.listeners.values():
            listener.close()
        for descriptor in self.locks:
            os.close(descriptor)
        for identifier, forget in (
            (self.segment, LIBRARY.shmctl), (self.semaphore, LIBRARY.semctl), (self.queue, LIBRARY.msgctl),
        ):
            if identifier >= 0:
                # IPC_RMID; a semaphore's comes after the number of one of the set.
                forget(identifier, 0, *((0, 0) if forget is LIBRARY.semctl else (None,)))
        if self.posix_queue >= 0:
            os.close(self.posix_queue)
        QUEUES.mq_unlink(b"/" + self.folder.name.encode())
        self.posix_segment.unlink(missing_ok=True)
        shutil.rmtree(self.folder)
