#define _GNU_SOURCE
#include "CSyscalls.h"

#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

// Debian 12's header ends at ABI 2; the kernel takes a longer structure as long as its unknown tail is zero.
struct ruleset_attributes {
    uint64_t handled_access_fs, handled_access_net, scoped;
};
struct path_beneath {
    uint64_t allowed_access;
    int32_t parent_fd;
} __attribute__((packed));

int assay_landlock_abi(void) { return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, 1); }

int assay_landlock_create(uint64_t handled_fs, uint64_t scoped) {
    struct ruleset_attributes attributes = {.handled_access_fs = handled_fs, .scoped = scoped};
    return (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
}

int assay_landlock_allow(int ruleset, int path_fd, uint64_t access) {
    struct path_beneath rule = {.allowed_access = access, .parent_fd = path_fd};
    return (int)syscall(SYS_landlock_add_rule, ruleset, 1, &rule, 0);
}

int assay_landlock_restrict(int ruleset) { return (int)syscall(SYS_landlock_restrict_self, ruleset, 0); }
