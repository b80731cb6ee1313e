#define _GNU_SOURCE
#include "CSyscalls.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

const int assay_o_path = O_PATH;
const int assay_new_namespaces = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC |
    CLONE_NEWUTS | CLONE_NEWCGROUP;
const int assay_new_mount_namespace = CLONE_NEWNS;
const int assay_new_pid_namespace = CLONE_NEWPID;
const int assay_new_user_namespace = CLONE_NEWUSER;
const int assay_new_branch_namespaces = CLONE_NEWUSER | CLONE_NEWNS;
const uint64_t assay_fork_flags = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
const int assay_limit_tasks = RLIMIT_NPROC;
const int assay_limit_locked_memory = RLIMIT_MEMLOCK;
const int assay_limit_message_queues = RLIMIT_MSGQUEUE;
const int assay_limit_realtime = RLIMIT_RTPRIO;
const int assay_limit_pending_signals = RLIMIT_SIGPENDING;
const int assay_limit_core = RLIMIT_CORE;
const int assay_limit_file_size = RLIMIT_FSIZE;
const int assay_limit_open_files = RLIMIT_NOFILE;
const int assay_limit_stack = RLIMIT_STACK;
const int assay_limit_address_space = RLIMIT_AS;

int assay_become(unsigned int user, unsigned int group) {
    // The group first: a user without privilege could not change it any more.
    if (setresgid(group, group, group) != 0) return -1;
    return setresuid(user, user, user);
}

int assay_limit(int resource, uint64_t value) {
    struct rlimit current;
    if (getrlimit(resource, &current) != 0) return -1;
    rlim_t wanted = value < current.rlim_max ? value : current.rlim_max;
    struct rlimit lowered = {.rlim_cur = wanted, .rlim_max = wanted};
    return setrlimit(resource, &lowered);
}

int assay_limit_softly(int resource, uint64_t value, uint64_t most) {
    if (assay_limit(resource, most) != 0) return -1;
    return assay_move_limit(0, resource, value);
}

int assay_move_limit(int pid, int resource, uint64_t value) {
    struct rlimit moved;
    if (prlimit(pid, resource, NULL, &moved) != 0) return -1;
    moved.rlim_cur = value < moved.rlim_max ? value : moved.rlim_max;
    return prlimit(pid, resource, &moved, NULL);
}

int assay_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

int assay_drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {0};
    return (int)syscall(SYS_capset, &header, none);
}

int assay_set_dumpable(void) { return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0); }

int assay_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int assay_empty_bounding_set(void) {
    for (unsigned long capability = 0; prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; capability++)
        if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0) return -1;
    return 0;
}

int assay_fork_alone(void) { return _Fork(); }

int assay_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int assay_memfd(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int assay_spawn_close_from(void *actions, int first) {
    return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
