#define _GNU_SOURCE
#include "CSyscalls.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum { MOST_FDS = 32 };

long assay_send_with_fds(int socket, const void *bytes, size_t count, const int *fds, int fd_count) {
    char control[CMSG_SPACE(sizeof(int) * MOST_FDS)] = {0};
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd_count > MOST_FDS) {
        errno = EINVAL;
        return -1;
    }
    if (fd_count > 0) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * fd_count);
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * fd_count);
        memcpy(CMSG_DATA(header), fds, sizeof(int) * fd_count);
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent;
}

long assay_receive_with_fds(int socket, void *bytes, size_t count, int *fds, int *fd_count) {
    char control[CMSG_SPACE(sizeof(int) * MOST_FDS)] = {0};
    struct iovec part = {.iov_base = bytes, .iov_len = count};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t received;
    do {
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (received < 0 && errno == EINTR);
    int room = *fd_count;
    *fd_count = 0;
    if (received < 0) return received;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        int arrived = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
        for (int index = 0; index < arrived && *fd_count < room; index++)
            memcpy(&fds[(*fd_count)++], CMSG_DATA(header) + index * sizeof(int), sizeof(int));
    }
    return received;
}
