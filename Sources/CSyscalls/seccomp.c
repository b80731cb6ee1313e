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

const int32_t assay_call_mmap = SYS_mmap;
const int32_t assay_call_mremap = SYS_mremap;
const int32_t assay_call_kill = SYS_kill;
const int32_t assay_call_tgkill = SYS_tgkill;
const int32_t assay_call_clone = SYS_clone;
const int32_t assay_call_unshare = SYS_unshare;
const int32_t assay_call_capset = SYS_capset;
const int32_t assay_call_setsid = SYS_setsid;

// The structures may be larger in a newer kernel than in the headers we were built with; 256 bytes leave room.
int assay_seccomp_next(int listener, struct assay_held_call *call) {
    union {
        struct seccomp_notif notification;
        char room[256];
    } buffer;
    memset(&buffer, 0, sizeof buffer);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &buffer) != 0) return -1;
    call->id = buffer.notification.id;
    call->number = buffer.notification.data.nr;
    call->thread = (int32_t)buffer.notification.pid;
    for (int i = 0; i < 6; i++) call->arguments[i] = buffer.notification.data.args[i];
    return 0;
}

static int answer(int listener, uint64_t id, int error, uint32_t flags) {
    union {
        struct seccomp_notif_resp response;
        char room[256];
    } buffer;
    memset(&buffer, 0, sizeof buffer);
    buffer.response.id = id;
    buffer.response.error = -error;
    buffer.response.flags = flags;
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &buffer);
}

int assay_seccomp_fail(int listener, uint64_t id, int error) { return answer(listener, id, error, 0); }

int assay_seccomp_continue(int listener, uint64_t id) {
    return answer(listener, id, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE);
}

int assay_seccomp_place_descriptor(int listener, uint64_t id, int source, int target) {
    struct seccomp_notif_addfd placement = {
        .id = id, .flags = SECCOMP_ADDFD_FLAG_SETFD, .srcfd = (uint32_t)source, .newfd = (uint32_t)target};
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &placement);
}
