import CSyscalls
import Glibc
import WorkerProtocol

/// Pid 1 of a slot's namespaces: becomes the slot's own user, builds its root, then supervises until the server
/// closes the socket. Its end ends everything in its pid namespace.
struct Slot {
    let order: SlotOrder
    let descriptors: [Int32]
    let interpreter: Interpreter

    func run() -> Never {
        let server = FrameSocket(descriptor: self.descriptors[0])
        var layers = Layers()
        do throws(WorkerFailure) {
            try self.joinTaskCgroup(&layers)
            try self.becomeSlotUser()
            layers.add(["user_namespace", "pid_namespace", "mount_namespace", "network_namespace", "ipc_namespace"])
            layers.add(["uts_namespace", "cgroup_namespace"])
            layers.addName()
            // While the host's /proc is still in sight.
            let addressSpace = try Self.addressSpace()
            try LoopbackInterface.bringUp()
            try BaseRoot(order: self.order).enter(&layers)
            // The supervisor keeps what it holds until it ends; nothing executed below it can gain any.
            try attempt("empty bounding set") { assay_empty_bounding_set() }
            let filter = try SystemCallFilter(order: self.order)
            layers.add(["seccomp", "no_new_privileges", "empty_capabilities", "rlimits", "private_tmpfs"])
            layers.add(filter.notifies ? ["refused_call_names"] : [])
            layers.addLandlock()
            let cgroups = self.cgroups()
            if cgroups.isEmpty {
                layers.miss("memory_cgroup", "no writable cgroup")
            } else {
                layers.add(["memory_cgroup"])
            }
            let supervisor = try Supervisor(
                order: self.order, server: server, interpreter: self.interpreter, filter: filter, cgroups: cgroups,
                addressSpace: addressSpace)
            try supervisor.start()
            server.send(Frame(.slotReady, SlotReady(layers: layers.inForce, missing: layers.missing)))
            supervisor.run()
        } catch {
            server.send(Frame(.failed, error))
            assay_exit_now(1)
        }
    }

    private func becomeSlotUser() throws(WorkerFailure) {
        setsid()
        if self.order.hostUserBase != 0 {
            try attempt("setgroups") { setgroups(0, nil) }
            try attempt("become slot user") { assay_become(0, 0) }
        }
        // A change of user clears it; without it the kernel would not let us enter our own pid namespaces by pidfd.
        try attempt("dumpable") { assay_set_dumpable() }
    }

    /// Bytes of address space in use before any program.
    private static func addressSpace() throws(WorkerFailure) -> UInt64 {
        guard let pages = readTextFile("/proc/self/statm").split(separator: " ").first.flatMap({ UInt64($0) }) else {
            throw WorkerFailure(stage: "own address space")
        }
        return pages * 4096
    }

    /// Before anything is forked; what is forked later is counted with us.
    private func joinTaskCgroup(_ layers: inout Layers) throws(WorkerFailure) {
        guard self.order.countsTasks else { return layers.miss("tasks_cgroup", "no writable cgroup") }
        let index = 1 + 4 * Int(self.order.cgroupCount)
        if self.descriptors.count > index {
            try attempt("join tasks cgroup") { write(self.descriptors[index], "0", 1) }
            close(self.descriptors[index])
        }
        layers.add(["tasks_cgroup"])
    }

    private func cgroups() -> [Cgroup] {
        // Where a session may become of an execution, what counts its tasks apart from those of its branches and their
        // supervisors.
        let tasks = self.descriptors.dropFirst(2 + 4 * Int(self.order.cgroupCount))
        return (0..<Int(self.order.cgroupCount)).map { index in
            let first = 1 + 4 * index
            return Cgroup(kind: self.order.cgroupKind, descriptors: Array(self.descriptors[first..<first + 4]) + tasks)
        }
    }
}

/// Which walls stand on this host, in the order they were built.
struct Layers {
    private(set) var inForce: [String] = []
    private(set) var missing: [String] = []

    mutating func add(_ names: [String]) {
        self.inForce += names
    }

    mutating func miss(_ name: String, _ reason: String) {
        self.missing.append("\(name): \(reason)")
    }

    /// Podman's own filter lets through all that we need but this.
    mutating func addName() {
        if sethostname("assay", 5) == 0, setdomainname("", 0) == 0 {
            self.add(["own_hostname"])
        } else {
            self.miss("own_hostname", "sethostname is refused, so that programs see the host's name or the container's")
        }
    }

    mutating func addLandlock() {
        let abi = assay_landlock_abi()
        if abi > 0 { self.add(["landlock"]) } else { self.miss("landlock", "not offered by this kernel") }
    }
}
