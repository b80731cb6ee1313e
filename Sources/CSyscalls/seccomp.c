#define _GNU_SOURCE
#include "CSyscalls.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int assay_seccomp_install(const void *instructions, unsigned short count, int listen) {
    struct sock_fprog program = {.len = count, .filter = (struct sock_filter *)instructions};
    unsigned int flags = listen ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

int assay_seccomp_can_notify(void) {
    uint32_t action = SECCOMP_RET_USER_NOTIF;
    return (int)syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action);
}

// The structures may be larger in a newer kernel than in the headers we were built with; 256 bytes leave room.
int assay_seccomp_next(int listener, uint64_t *id, int32_t *number) {
    union {
        struct seccomp_notif notification;
        char room[256];
    } buffer;
    memset(&buffer, 0, sizeof buffer);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &buffer) != 0) return -1;
    *id = buffer.notification.id;
    *number = buffer.notification.data.nr;
    return 0;
}

int assay_seccomp_fail(int listener, uint64_t id, int error) {
    union {
        struct seccomp_notif_resp response;
        char room[256];
    } buffer;
    memset(&buffer, 0, sizeof buffer);
    buffer.response.id = id;
    buffer.response.error = -error;
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &buffer);
}
