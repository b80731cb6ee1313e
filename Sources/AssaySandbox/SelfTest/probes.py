"""What a worker is attacked with before it serves.

One function an attack: it returns why it got through, or nothing. `attempt` runs one of them and prints the verdict.
PLANTS names what was put on the host's side of the walls: a listening port, an abstract socket, a readable file.
"""

import errno
import os

HELD = (errno.EPERM, errno.EACCES, errno.ENOSYS)


def attempt(name):
    why = globals()[name]()
    print("ESCAPED: " + why if why else "HELD", flush=True)
    os._exit(0)


def call(number, *arguments):
    """A raw system call's errno, 0 where it went through."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    result = library.syscall(number, *[ctypes.c_long(argument) for argument in arguments])
    return ctypes.get_errno() if result == -1 else 0


def numbers(names):
    """System call numbers by name on this machine; those above 424 are the same everywhere."""
    x86 = {
        "add_key": 248, "bpf": 321, "clone": 56, "init_module": 175, "kexec_load": 246, "keyctl": 250, "kcmp": 312,
        "mount": 165, "open_by_handle_at": 304, "perf_event_open": 298, "process_vm_readv": 310, "ptrace": 101,
        "reboot": 169, "setns": 308, "shmget": 29, "swapon": 167, "umount2": 166, "unshare": 272,
        "userfaultfd": 323, "memfd_create": 319, "chroot": 161, "pivot_root": 155, "sethostname": 170,
        "quotactl": 179, "msgget": 68, "semget": 64, "clock_adjtime": 305,
    }
    arm = {
        "add_key": 217, "bpf": 280, "clone": 220, "init_module": 105, "kexec_load": 104, "keyctl": 219, "kcmp": 272,
        "mount": 40, "open_by_handle_at": 265, "perf_event_open": 241, "process_vm_readv": 270, "ptrace": 117,
        "reboot": 142, "setns": 268, "shmget": 194, "swapon": 224, "umount2": 39, "unshare": 97,
        "userfaultfd": 282, "memfd_create": 279, "chroot": 51, "pivot_root": 41, "sethostname": 161,
        "quotactl": 60, "msgget": 186, "semget": 190, "clock_adjtime": 266,
    }
    same = {"io_uring_setup": 425, "open_tree": 428, "fsopen": 430, "pidfd_getfd": 438, "mount_setattr": 442}
    table = dict(arm if os.uname().machine == "aarch64" else x86, **same)
    return [(name, table[name]) for name in names]


def reachable(*names):
    """The calls among these that the kernel's own code answered."""
    open_ = [name for name, number in numbers(names) if call(number, 0, 0, 0, 0, 0, 0) not in HELD]
    return "the kernel answers " + ", ".join(open_) if open_ else None


def host_files():
    for path in ("/etc/shadow", "/root/.ssh", "/home", "/var/log", "/boot", "/sys/kernel", PLANTS["file"]):
        try:
            seen = os.listdir(path) if os.path.isdir(path) else open(path).read(20)
        except OSError:
            continue
        if seen and seen != ["user"]:
            return f"read {path}"


def host_writes():
    for path in ("/usr/escaped", "/escaped", "/etc/passwd", "/dev/escaped", os.__file__):
        try:
            open(path, "a").close()
        except OSError:
            continue
        return f"opened {path} for writing"


def devices():
    for path in ("/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/kvm", "/dev/fuse", "/dev/net/tun", "/dev/tty"):
        try:
            os.close(os.open(path, os.O_RDONLY))
        except OSError:
            continue
        return f"opened {path}"


def environment():
    known = {
        "HOME", "LANG", "LOGNAME", "MPLBACKEND", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "PWD", "TMPDIR",
        "USER",
    }
    strange = sorted(set(os.environ) - known)
    return "inherited " + ", ".join(strange) if strange else None


def descriptors():
    for number in range(3, 1024):
        try:
            os.fstat(number)
        except OSError:
            continue
        return f"descriptor {number} is open"


def identity():
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    if 0 in os.getresuid() + os.getresgid():
        return "runs as user 0"
    if library.prctl(39, 0, 0, 0, 0) == 0:
        return "may gain privileges by exec"
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    if library.capget(header, sets) == 0 and any(sets):
        return "holds capabilities"
    try:
        os.setuid(0)
    except OSError:
        return None
    return "became user 0"


def other_processes():
    own = os.getpid()
    try:
        # The process that the namespace belongs to may be the same user's, and before Landlock's scopes (kernel 6.12) nobody
        # refuses the call. It has no effect from within; if it had, everything here would end, and that is seen.
        os.kill(1, 9)
    except OSError:
        pass
    for pid in range(2, 400):
        if pid == own:
            continue
        try:
            os.kill(pid, 0)
        except OSError:
            continue
        return f"may signal process {pid}"


def other_memory():
    return reachable("ptrace", "process_vm_readv", "pidfd_getfd", "kcmp")


def new_namespaces():
    new_user = 0x10000000
    for name, number in numbers(["unshare", "clone"]):
        if call(number, new_user, 0, 0, 0, 0) == 0:
            return f"{name} made a user namespace"
    return reachable("setns")


def mounts():
    return reachable("mount", "umount2", "pivot_root", "chroot", "fsopen", "open_tree", "mount_setattr")


def kernel_surface():
    return reachable(
        "bpf", "io_uring_setup", "userfaultfd", "perf_event_open", "kexec_load", "init_module", "open_by_handle_at",
        "reboot", "swapon", "quotactl", "sethostname", "clock_adjtime")


def kernel_objects():
    return reachable("add_key", "keyctl", "shmget", "msgget", "semget", "memfd_create")


def programs():
    try:
        pid = os.fork()
    except OSError:
        pid = -1
    if pid == 0:
        os._exit(0)
    if pid > 0:
        return "forked"
    try:
        os.execv("/bin/true", ["true"])
    except OSError:
        return None


def written_programs():
    path = "/tmp/program"
    with open(path, "w") as file:
        file.write("#!/bin/sh\necho ESCAPED: ran a program of its own\n")
    os.chmod(path, 0o755)
    try:
        os.execv(path, [path])
    except OSError:
        return None


def network():
    import socket

    for address in (("192.0.2.1", 80), ("127.0.0.1", PLANTS["port"]), ("127.0.0.1", 22)):
        connection = socket.socket()
        connection.settimeout(0.2)
        if connection.connect_ex(address) == 0:
            return f"reached {address}"
    local = socket.socket(socket.AF_UNIX)
    if local.connect_ex("\0" + PLANTS["abstract"]) == 0:
        return "reached an abstract socket of the host"


def tasks():
    import threading

    gate = threading.Event()
    for started in range(400):
        try:
            threading.Thread(target=gate.wait, daemon=True).start()
        except RuntimeError:
            return None
    return f"started {started} threads"


def disk():
    written = 0
    try:
        for number in range(64):
            with open(f"/tmp/{number}", "wb") as file:
                for _ in range(16):
                    written += file.write(bytes(1 << 20))
    except OSError:
        return None
    return f"wrote {written} bytes"


def leave_behind():
    for path in ("/tmp/left", "/work/left", "/dev/shm/left", "/home/user/left", "/mnt/left"):
        open(path, "w").close()


def find_nothing():
    for path in ("/tmp/left", "/work/left", "/dev/shm/left", "/home/user/left", "/mnt/left"):
        if os.path.exists(path):
            return f"found {path}"


def memory():
    kept = []
    while True:
        kept.append(bytearray(16 << 20))


def time():
    while True:
        pass


def output():
    while True:
        print("x" * 65536)


def closed_streams():
    for number in range(3):
        os.close(number)
    while True:
        pass


def imitated_kill():
    os.kill(os.getpid(), 9)


def unseen_kill():
    """A timer that sends SIGKILL would pass for a kill from outside, and its program would not be scored."""
    number = 107 if os.uname().machine == "aarch64" else 222
    import ctypes

    event = (ctypes.c_int32 * 16)(0, 0, 9, 0)
    timer = ctypes.c_int32()
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(number, 0, event, ctypes.byref(timer)) == 0:
        return "made a timer that sends SIGKILL"


def forged_claims():
    with open("/.claims", "w") as file:
        file.write('{"value": "forged", "exception": null, "display": [], "outcome": "ok", "exit_code": 0}')
    os._exit(3)
