#define _GNU_SOURCE
#include "CSyscalls.h"

#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>

int assay_interface_up(int socket, const char *name) {
    struct ifreq request;
    memset(&request, 0, sizeof request);
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(socket, SIOCGIFFLAGS, &request) != 0) return -1;
    request.ifr_flags |= IFF_UP | IFF_RUNNING;
    return ioctl(socket, SIOCSIFFLAGS, &request);
}
