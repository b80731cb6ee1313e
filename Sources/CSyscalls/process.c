#define _GNU_SOURCE
#include "CSyscalls.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int assay_unshare(int flags) { return unshare(flags); }

int assay_setns(int fd, int flags) { return setns(fd, flags); }

int assay_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

// Raw, because the process below must not touch errno: it shares it, like all memory, with the supervisor.
// All five arguments, because what a register holds by chance is an argument too.
static inline long raw_call(long number, long a, long b, long c, long d, long e) {
#if defined(__x86_64__)
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
    return x0;
#else
#error "no raw system call on this architecture"
#endif
}

// SIGCHLD ignored reaps orphans by itself, and pid 1 receives no signal but the supervisor's SIGKILL. Its copies of
// the supervisor's descriptors must go: they would keep a program's standard input from ending.
static int namespace_init(void *unused) {
    (void)unused;
    raw_call(SYS_close_range, 0, ~0u, 0, 0, 0);
    for (;;) raw_call(SYS_ppoll, 0, 0, 0, 0, 0);
    return 0;
}

int assay_clone_namespace_init(void *stack_top) {
    // The disposition is copied at clone, so it is set around the call instead of inside the new process.
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGCHLD, &ignore, &before);
    pid_t pid = clone(namespace_init, stack_top, CLONE_VM | CLONE_NEWPID | SIGCHLD, NULL);
    int error = errno;
    sigaction(SIGCHLD, &before, NULL);
    errno = error;
    return pid;
}

int assay_run_in_child(void *stack_top, int (*body)(void *), void *argument) {
    pid_t pid = clone(body, stack_top, CLONE_VM | CLONE_VFORK | SIGCHLD, argument);
    if (pid < 0) return -1;
    int status;
    while (waitpid(pid, &status, 0) < 0)
        // Where nobody waits for children they are gone by themselves.
        if (errno != EINTR) return 0;
    return status;
}

int assay_wait(int pid, int *status, uint64_t *cpu_nanoseconds, uint64_t *max_rss_kib) {
    struct rusage usage;
    pid_t reaped;
    do {
        reaped = wait4(pid, status, __WALL, &usage);
    } while (reaped < 0 && errno == EINTR);
    if (reaped != pid) return -1;
    uint64_t seconds = (uint64_t)usage.ru_utime.tv_sec + (uint64_t)usage.ru_stime.tv_sec;
    uint64_t micros = (uint64_t)usage.ru_utime.tv_usec + (uint64_t)usage.ru_stime.tv_usec;
    *cpu_nanoseconds = seconds * 1000000000u + micros * 1000u;
    *max_rss_kib = (uint64_t)usage.ru_maxrss;
    return 0;
}

int assay_cpu_nanoseconds(int pid, uint64_t *nanoseconds) {
    clockid_t clock;
    struct timespec used;
    if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &used) != 0) return -1;
    *nanoseconds = (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
    return 0;
}

int assay_execve(const char *path, char *const argv[], char *const envp[]) { return execve(path, argv, envp); }

int assay_close_from(unsigned int first) { return close_range(first, ~0u, 0); }

void assay_exit_now(int status) { _exit(status); }
