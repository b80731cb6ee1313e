#include "CSyscalls.h"

#include <sys/xattr.h>

int assay_cgroup_is_delegated(const char *path) {
    char value;
    // The first from systemd 251 on, the second, which root alone can read, from 236.
    return (getxattr(path, "user.delegate", &value, 1) == 1 && value == '1') ||
           (getxattr(path, "trusted.delegate", &value, 1) == 1 && value == '1');
}
