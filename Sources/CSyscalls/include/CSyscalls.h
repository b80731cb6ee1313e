#pragma once

#include <stddef.h>
#include <stdint.h>

// Only freestanding headers: any other would come in twice, once under Python's feature macros, and clash. So pid_t is
// int here, ssize_t long, uid_t, gid_t and mode_t unsigned.
//
// The C that Swift cannot say: variadic system calls, calls without a C library wrapper, macros over message
// control data, and the one clone() that needs a stack of its own. Everything returns -1 with errno set on failure.

// --- socket.c: SCM_RIGHTS is read and written through the CMSG_ macros, which Swift does not import.

/// Sends bytes with descriptors attached to the first of them; returns the bytes sent.
long assay_send_with_fds(int socket, const void *bytes, size_t count, const int *fds, int fd_count);
/// Receives bytes and up to `*fd_count` descriptors (close-on-exec); `*fd_count` becomes how many came.
long assay_receive_with_fds(int socket, void *bytes, size_t count, int *fds, int *fd_count);

// --- process.c: pidfd calls and clone with a stack have no usable Swift form.

int assay_unshare(int flags);
int assay_setns(int fd, int flags);
int assay_pidfd_open(int pid);
/// Starts pid 1 of a new pid namespace as a process that shares this one's memory and only waits:
/// no page table is copied, so it costs a twentieth of a fork. `stack_top` is the high end of at least 8 KiB
/// that stay untouched until the process is reaped. Returns its pid.
int assay_clone_namespace_init(void *stack_top);
/// Runs a function in a process of its own that shares this one's memory, while this one waits: what it does to
/// namespaces and descriptors is its own, and no page table is copied. `stack_top` is the high end of its stack. Returns
/// its wait status, or -1 where there can be no process.
int assay_run_in_child(void *stack_top, int (*body)(void *), void *argument);
/// `wait4` on one pid; returns 0, and the raw wait status, user and system time and ru_maxrss (KiB).
int assay_wait(int pid, int *status, uint64_t *cpu_nanoseconds, uint64_t *max_rss_kib);
/// Processor time that a living process has used so far.
int assay_cpu_nanoseconds(int pid, uint64_t *nanoseconds);
int assay_execve(const char *path, char *const argv[], char *const envp[]);
int assay_close_from(unsigned int first);
void assay_exit_now(int status) __attribute__((noreturn));

// --- mount.c: the new mount API has no wrapper in glibc 2.36's headers that Swift could call.

int assay_mount(const char *source, const char *target, const char *type, unsigned long flags, const char *data);
int assay_umount_detach(const char *target);
int assay_pivot_root(const char *new_root, const char *put_old);
/// A detached tmpfs of its own (`size` bytes, `inodes`), nosuid, nodev and, unless told otherwise, noexec.
int assay_tmpfs(uint64_t size, uint32_t inodes, int noexec);
/// A detached proc of the caller's pid namespace, to write what a read-only one does not take.
int assay_proc(void);
int assay_move_mount(int mount_fd, const char *target);
/// Adds read-only, nosuid and (unless devices are needed) nodev to a mount and everything below it.
int assay_mount_read_only(const char *path, int keep_devices);

// --- seccomp.c: seccomp(2) has no wrapper, and the notification ioctls are macros.

/// Installs `count` BPF instructions for this thread; returns a notification descriptor if `listen`, else 0.
int assay_seccomp_install(const void *instructions, unsigned short count, int listen);
/// 0 if the kernel can report refused calls to a listener.
int assay_seccomp_can_notify(void);
/// A call that the filter holds.
struct assay_held_call {
    uint64_t id;
    uint64_t arguments[6];
    int32_t number;
    int32_t thread;
};
extern const int32_t assay_call_mmap, assay_call_mremap, assay_call_kill, assay_call_tgkill;
extern const int32_t assay_call_clone, assay_call_unshare, assay_call_capset, assay_call_setsid;
/// Takes one held call from the listener; returns 0, or -1 when there is none left.
int assay_seccomp_next(int listener, struct assay_held_call *call);
/// Lets the call fail with `error` (a positive errno).
int assay_seccomp_fail(int listener, uint64_t id, int error);
/// Lets the call go on.
int assay_seccomp_continue(int listener, uint64_t id);
/// Puts a copy of `source` in the place of the calling process's descriptor `target`, while its call is held.
int assay_seccomp_place_descriptor(int listener, uint64_t id, int source, int target);

// --- landlock.c: no wrappers and no header in Debian 12 newer than ABI 2.

/// The kernel's Landlock ABI, or -1.
int assay_landlock_abi(void);
int assay_landlock_create(uint64_t handled_fs, uint64_t scoped);
int assay_landlock_allow(int ruleset, int path_fd, uint64_t access);
int assay_landlock_restrict(int ruleset);

// --- network.c: struct ifreq is a union of macros.

/// Sets an interface up, through any socket of its namespace.
int assay_interface_up(int socket, const char *name);

// --- constants.c: what the C library defines only under _GNU_SOURCE, which Swift's import of it does not set.

extern const int assay_o_path;
extern const int assay_new_namespaces;
extern const int assay_new_mount_namespace;
extern const int assay_new_pid_namespace;
extern const int assay_new_user_namespace;
/// What a branch of a session gets anew: a user and a mount namespace.
extern const int assay_new_branch_namespaces;
/// fork() without the handlers that libraries have registered for it, whose code may be unmapped by now. Only where there is
/// one thread.
int assay_fork_alone(void);
/// The flags of the C library's fork().
extern const uint64_t assay_fork_flags;
extern const int assay_limit_tasks, assay_limit_locked_memory, assay_limit_message_queues;
extern const int assay_limit_realtime, assay_limit_pending_signals;
extern const int assay_limit_core, assay_limit_file_size, assay_limit_open_files, assay_limit_stack;
extern const int assay_limit_address_space;

/// Becomes one user and group, in all three identities each.
int assay_become(unsigned int user, unsigned int group);
/// Lowers a resource limit, soft and hard; a hard limit that is lower already stays.
int assay_limit(int resource, uint64_t value);
/// Lowers a hard limit to `most` and sets the soft one to `value`.
int assay_limit_softly(int resource, uint64_t value, uint64_t most);
/// Sets the soft limit of a process (0: of the caller), to no more than its hard one.
int assay_move_limit(int pid, int resource, uint64_t value);
int assay_no_new_privileges(void);
/// Empties the effective, permitted and inheritable capability sets.
int assay_drop_capabilities(void);
int assay_set_dumpable(void);
int assay_become_subreaper(void);
/// Drops every capability from the bounding set.
int assay_empty_bounding_set(void);
/// A pipe with both ends close-on-exec.
int assay_pipe(int ends[2]);
/// An anonymous file, close-on-exec.
int assay_memfd(const char *name);
/// Has a spawned process close every descriptor from `first` on (a glibc extension). `actions` is a
/// `posix_spawn_file_actions_t *`; its header would clash with Python's feature macros.
int assay_spawn_close_from(void *actions, int first);
// Whether a service manager has marked a cgroup as given to whoever is in it; systemd does, by an extended attribute. Swift's
// Glibc module leaves <sys/xattr.h> out.
int assay_cgroup_is_delegated(const char *path);
// Where the C heap's last, still growing chunk begins.
void *assay_heap_top(void);
// Writes to that chunk's pages, after it has grown once if it has fewer bytes.
void assay_touch_heap_top(size_t least);

