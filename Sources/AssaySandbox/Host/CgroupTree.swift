import Glibc
import NIOConcurrencyHelpers
import WorkerProtocol

/// The server's own branch of the cgroup hierarchy: memory, with two cgroups for every slot and one for every branch of a
/// session, and tasks.
///
/// Version 1: a folder below the memory controller, and one below pids, where a slot's supervisor stands with all that
/// it forks. Version 2: a folder where ``UnifiedCgroup`` says; the slots' cgroups count both. Neither: no tree, and resource
/// limits alone cap memory and tasks.
final class CgroupTree: Sendable {
    /// What the slot is given of one cgroup, in the order of ``WorkerProtocol/SlotOrder``.
    private static let version1Files = [
        "cgroup.procs", "memory.limit_in_bytes", "memory.oom_control", "memory.max_usage_in_bytes",
    ]
    private static let version2Files = ["cgroup.procs", "memory.max", "memory.events", "memory.peak"]
    private static let version1Root = "/sys/fs/cgroup/memory"
    private static let version1TasksRoot = "/sys/fs/cgroup/pids"
    static let perSlot = 2
    /// To be forked, a session with all its tasks starts one more, which leaves for the branch's own cgroup.
    private static let leaving: UInt32 = 1

    let kind: SlotOrder.CgroupKind
    let path: String
    /// Where tasks are counted apart from memory, which only version 1 does.
    private let tasksPath: String?
    /// Slots that are gone, whose processes may still be dying.
    private let retired = NIOLockedValueBox<Set<UInt32>>([])

    /// The tree that this host allows us; nil if it allows none.
    static func make() -> CgroupTree? {
        for (kind, root) in [(SlotOrder.CgroupKind.v2, UnifiedCgroup.root()), (.v1, self.version1Root)] {
            guard let root, access("\(root)/cgroup.procs", F_OK) == 0 else { continue }
            self.sweep(root)
            guard let path = self.makeBranch(in: root) else { continue }
            if kind == .v2 {
                guard UnifiedCgroup.pass("memory", on: path) else {
                    rmdir(path)
                    continue
                }
                // Best effort: delegated with memory as a rule, and not what memory may fail for.
                _ = UnifiedCgroup.pass("pids", on: root)
                _ = UnifiedCgroup.pass("pids", on: path)
                return CgroupTree(kind: kind, path: path, tasksPath: nil)
            }
            self.sweep(self.version1TasksRoot)
            return CgroupTree(kind: kind, path: path, tasksPath: self.makeBranch(in: self.version1TasksRoot))
        }
        return nil
    }

    /// A new folder of its own for each executor: two in one process number their slots alike.
    private static func makeBranch(in root: String) -> String? {
        for number in 0..<4096 {
            let path = "\(root)/assay-\(getpid())-\(number)"
            if mkdir(path, 0o755) == 0 { return path }
            guard errno == EEXIST else { return nil }
        }
        return nil
    }

    private init(kind: SlotOrder.CgroupKind, path: String, tasksPath: String?) {
        self.kind = kind
        self.path = path
        self.tasksPath = tasksPath
    }

    /// Makes a slot's cgroups and opens their files; empty if the host has changed its mind.
    ///
    /// - Parameters:
    ///   - tasks: the most that an execution may have; counted there in version 2 alone.
    ///   - count: how many.
    func open(slot: UInt32, tasks: UInt32, count: Int = perSlot) -> [Int32] {
        var descriptors: [Int32] = []
        let files = self.kind == .v1 ? Self.version1Files : Self.version2Files
        for index in 0..<count {
            let folder = self.folder(slot, index)
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { return Self.closeAll(descriptors) }
            if self.kind == .v2 { _ = writeText("\(tasks + Self.leaving)", to: "\(folder)/pids.max") }
            // Best effort: where there is swap, it must not stretch the limit.
            _ = writeText("0", to: "\(folder)/\(self.kind == .v1 ? "memory.swappiness" : "memory.swap.max")")
            for (place, file) in files.enumerated() {
                // The events are only read; a v2 peak cannot be written before kernel 6.12.
                let path = "\(folder)/\(file)"
                var descriptor = place == 2 ? -1 : Glibc.open(path, O_RDWR | O_CLOEXEC)
                if descriptor < 0 { descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC) }
                guard descriptor >= 0 else { return Self.closeAll(descriptors) }
                descriptors.append(descriptor)
            }
        }
        return descriptors
    }

    /// How a slot's tasks are counted.
    enum TaskCount: Equatable {
        case not
        /// By the cgroups that count its memory.
        case there
        /// By their own: the supervisor puts itself into the first through its descriptor before it forks anything, and what
        /// may become a session that is forked into the second.
        case own([Int32])
    }

    /// Has a slot's tasks counted, after its cgroups were opened.
    func countTasks(slot: UInt32, tasks: UInt32, branches: UInt32) -> TaskCount {
        if self.kind == .v2 { return access("\(self.folder(slot, 0))/pids.max", F_OK) == 0 ? .there : .not }
        // One execution and the spare behind it, the processes that their namespaces belong to, the supervisor; for each
        // branch its supervisor and a helper of that.
        guard let own = self.openTasks("\(slot)-tasks", most: 2 * tasks + 4 + 2 * branches) else { return .not }
        guard branches > 0 else { return .own([own]) }
        // One execution, and a spare or what leaves for a branch's own cgroup.
        guard let session = self.openTasks("\(slot)-session", most: tasks + 2) else {
            close(own)
            return .not
        }
        return .own([own, session])
    }

    /// Makes the cgroups of a session's branch and opens their files, as ``WorkerProtocol/ForkOrder`` lists them; empty
    /// where the host has changed its mind.
    func open(branch: UInt32, tasks: UInt32) -> [Int32] {
        let memory = self.open(slot: branch, tasks: tasks, count: 1)
        guard !memory.isEmpty, self.kind == .v1, self.tasksPath != nil else { return memory }
        guard let tasks = self.openTasks("\(branch)-tasks", most: tasks + Self.leaving) else {
            return Self.closeAll(memory)
        }
        return memory + [tasks]
    }

    /// Makes a tasks cgroup and opens its `procs`; nil where there can be none.
    private func openTasks(_ name: String, most: UInt32) -> Int32? {
        guard let tasksPath, mkdir("\(tasksPath)/\(name)", 0o755) == 0 || errno == EEXIST,
            writeText("\(most)", to: "\(tasksPath)/\(name)/pids.max")
        else { return nil }
        let descriptor = Glibc.open("\(tasksPath)/\(name)/cgroup.procs", O_WRONLY | O_CLOEXEC)
        return descriptor < 0 ? nil : descriptor
    }

    /// Removes the memory cgroups that a slot will not use, once it is a session's: those that are empty. In each the kernel
    /// keeps records of every mounted file system, and every session mounts some: together they grow with the square of the
    /// sessions.
    func removeUnused(slot: UInt32) {
        for index in 0..<Self.perSlot { rmdir(self.folder(slot, index)) }
    }

    /// Has a slot's cgroups removed as soon as the last process in them is dead.
    func retire(slot: UInt32) {
        self.retired.withLockedValue { _ = $0.insert(slot) }
    }

    /// Removes what can be removed by now of the slots retired.
    func removeRetired() {
        for slot in self.retired.withLockedValue({ $0 }) {
            let tasks = self.tasksPath.map { path in ["\(path)/\(slot)-session", "\(path)/\(slot)-tasks"] } ?? []
            let folders = (0..<Self.perSlot).map { self.folder(slot, $0) } + tasks
            let isGone = folders.allSatisfy { rmdir($0) == 0 || errno == ENOENT }
            if isGone { self.retired.withLockedValue { _ = $0.remove(slot) } }
        }
    }

    /// Removes the branch; false while something in it still dies.
    func removeAll() -> Bool {
        let isGone = Self.removeBranch(self.path)
        return (self.tasksPath.map(Self.removeBranch) ?? true) && isGone
    }

    private func folder(_ slot: UInt32, _ index: Int) -> String {
        "\(self.path)/\(slot)-\(index)"
    }

    private static func closeAll(_ descriptors: [Int32]) -> [Int32] {
        for descriptor in descriptors { close(descriptor) }
        return []
    }

    private static func removeBranch(_ path: String) -> Bool {
        for entry in entriesOfFolder(path) where entry.contains("-") { rmdir("\(path)/\(entry)") }
        return rmdir(path) == 0 || errno == ENOENT
    }

    /// A server that was killed could not clean up: its successor does.
    private static func sweep(_ root: String) {
        for entry in entriesOfFolder(root) where entry.hasPrefix("assay-") {
            guard let pid = pid_t(entry.dropFirst("assay-".count).prefix { $0 != "-" }), kill(pid, 0) != 0,
                errno == ESRCH
            else { continue }
            _ = self.removeBranch("\(root)/\(entry)")
        }
    }
}
