"""Connects to local sockets by their files, those of container engines among them."""
import socket

from verdict import escaped, held, plant

for path in (
    plant("socket"), "/proc/1/root" + plant("socket"), "/var/run/docker.sock", "/run/containerd/containerd.sock",
    "/run/systemd/private", "/run/dbus/system_bus_socket", "/run/podman/podman.sock", "/dev/log",
):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(path)
        except OSError:
            continue
        escaped(path)
held()
