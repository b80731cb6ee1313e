import CSyscalls
import Glibc

/// A worker process to start: an explicit environment, the descriptors named here, and nothing else of ours.
struct WorkerCommand {
    /// Tunables only. The interpreter inside is isolated from these; they are for the C library and OpenBLAS.
    private static let environment = [
        "GLIBC_TUNABLES=glibc.malloc.hugetlb=1", "LC_ALL=C.UTF-8", "LD_BIND_NOW=1", "MALLOC_ARENA_MAX=1",
        "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "SWIFT_BACKTRACE=enable=no",
    ]

    let path: String
    let arguments: [String]

    /// Starts it with `/dev/null` as standard input; returns its pid, nil if it cannot be started.
    func spawn(standardOutput: Int32? = nil, control: Int32? = nil) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        if let standardOutput {
            posix_spawn_file_actions_adddup2(&actions, standardOutput, 1)
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        if let control { posix_spawn_file_actions_adddup2(&actions, control, 3) }
        assay_spawn_close_from(&actions, control == nil ? 3 : 4)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The server ignores and blocks signals of its own choosing; the worker starts with none of that.
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var arguments = ([self.path] + self.arguments).map { copyOfCString($0) } + [nil]
        var environment = Self.environment.map { copyOfCString($0) } + [nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var pid: pid_t = 0
        return posix_spawn(&pid, self.path, &actions, &attributes, &arguments, &environment) == 0 ? pid : nil
    }
}

private func copyOfCString(_ text: String) -> UnsafeMutablePointer<CChar>? {
    text.withCString { strdup($0) }
}
