#define _GNU_SOURCE
#include "CSyscalls.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

int assay_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data) {
    return mount(source, target, type, flags, data);
}

int assay_umount_detach(const char *target) { return umount2(target, MNT_DETACH); }

int assay_pivot_root(const char *new_root, const char *put_old) {
    return (int)syscall(SYS_pivot_root, new_root, put_old);
}

static int set_option(int context, const char *key, unsigned long long value) {
    char text[24];
    snprintf(text, sizeof text, "%llu", value);
    return (int)syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, key, text, 0);
}

int assay_tmpfs(uint64_t size, uint32_t inodes, int noexec) {
    int context = (int)syscall(SYS_fsopen, "tmpfs", FSOPEN_CLOEXEC);
    if (context < 0) return -1;
    unsigned int attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (noexec ? MOUNT_ATTR_NOEXEC : 0);
    int mount = -1;
    if (set_option(context, "size", size) == 0 && set_option(context, "nr_inodes", inodes) == 0 &&
        syscall(SYS_fsconfig, context, FSCONFIG_SET_STRING, "mode", "0755", 0) == 0 &&
        syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, attributes);
    int error = errno;
    close(context);
    errno = error;
    return mount;
}

int assay_proc(void) {
    int context = (int)syscall(SYS_fsopen, "proc", FSOPEN_CLOEXEC);
    if (context < 0) return -1;
    int mount = -1;
    if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        mount = (int)syscall(
            SYS_fsmount, context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC);
    int error = errno;
    close(context);
    errno = error;
    return mount;
}

int assay_move_mount(int mount_fd, const char *target) {
    return (int)syscall(SYS_move_mount, mount_fd, "", AT_FDCWD, target, MOVE_MOUNT_F_EMPTY_PATH);
}

int assay_mount_read_only(const char *path, int keep_devices) {
    struct mount_attr attributes = {
        .attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | (keep_devices ? 0 : MOUNT_ATTR_NODEV)};
    return (int)syscall(SYS_mount_setattr, AT_FDCWD, path, AT_RECURSIVE, &attributes, sizeof attributes);
}
