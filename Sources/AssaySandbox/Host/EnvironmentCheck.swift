import CSyscalls
import Glibc
import WorkerProtocol

/// What this host offers, item by item, with the command that mends what is missing: `assay doctor`.
package struct EnvironmentCheck: Sendable, Codable, Equatable {
    package enum Status: String, Sendable, Codable {
        case ok
        /// Assay works without it, less well or less safely.
        case degraded
        /// Assay does not work without it.
        case missing
    }

    package struct Item: Sendable, Codable, Equatable {
        package var name: String
        package var status: Status
        package var detail: String
        /// A command that mends it.
        package var remedy: String?
    }

    package var items: [Item]

    /// Whether nothing needed is missing.
    package var passes: Bool { !self.items.contains { $0.status == .missing } }

    /// Looks at the host; runs the worker once to ask for its Python.
    package static func run(configuration: ExecutorConfiguration) -> EnvironmentCheck {
        EnvironmentCheck(
            items: [
                self.kernel(), self.userNamespaces(), self.proc(), self.seccomp(), self.landlock(), self.cgroup(),
                self.hugePages(),
            ]
                + self.worker(configuration.workerPath))
    }

    private static func kernel() -> Item {
        Item(name: "kernel", status: .ok, detail: Self.kernelRelease)
    }

    static var kernelRelease: String {
        firstLine("/proc/sys/kernel/osrelease")
    }

    static var landlockABI: Int { max(0, Int(assay_landlock_abi())) }

    private static func userNamespaces() -> Item {
        let most = firstLine("/proc/sys/user/max_user_namespaces")
        let unprivileged = readText("/proc/sys/kernel/unprivileged_userns_clone").prefix(1)
        if most == "0" || (geteuid() != 0 && unprivileged == "0") {
            return Item(
                name: "user namespaces", status: .missing, detail: "switched off",
                remedy: "sysctl user.max_user_namespaces=65536 kernel.unprivileged_userns_clone=1")
        }
        return Item(name: "user namespaces", status: .ok, detail: "up to \(most)")
    }

    /// The kernel lets nobody mount a /proc of their own where the one in sight is covered in parts, as containers have it:
    /// then a program's memory cannot be observed.
    private static func proc() -> Item {
        let covered = readText("/proc/self/mountinfo").split(separator: "\n").compactMap { line in
            line.split(separator: " ").dropFirst(4).first
        }.filter { $0.hasPrefix("/proc/") && $0 != "/proc/sys/fs/binfmt_misc" }
        guard let first = covered.first else { return Item(name: "/proc", status: .ok, detail: "whole") }
        return Item(
            name: "/proc", status: .missing, detail: "covered in \(covered.count) places, \(first) among them",
            remedy: "podman run --security-opt unmask=ALL, docker run --security-opt systempaths=unconfined")
    }

    private static func seccomp() -> Item {
        let actions = readText("/proc/sys/kernel/seccomp/actions_avail")
        if actions.isEmpty { return Item(name: "seccomp", status: .missing, detail: "not in this kernel") }
        let notifies = actions.contains("user_notif")
        return Item(
            name: "seccomp", status: notifies ? .ok : .degraded,
            detail: notifies ? "with names of refused calls" : "refused calls cannot be named before kernel 5.0")
    }

    private static func landlock() -> Item {
        let abi = self.landlockABI
        guard abi > 0 else {
            return Item(
                name: "landlock", status: .degraded, detail: "not offered by this kernel",
                remedy: "boot with lsm=landlock,… (kernel 5.13 or later)")
        }
        return Item(name: "landlock", status: .ok, detail: "ABI \(abi)")
    }

    private static func cgroup() -> Item {
        let tree = CgroupTree.make()
        defer { _ = tree?.removeAll() }
        switch tree?.kind {
        case .v1: return Item(name: "memory cgroup", status: .ok, detail: "version 1")
        case .v2: return Item(name: "memory cgroup", status: .ok, detail: "version 2")
        default:
            return Item(
                name: "memory cgroup", status: .degraded,
                detail: "not writable: the address-space limit alone caps memory",
                remedy: "systemd-run --user --scope -p Delegate=yes assay serve")
        }
    }

    /// The mode is for memory that nobody asks for: the template has its own collapsed in every mode.
    private static func hugePages() -> Item {
        let mode = firstLine("/sys/kernel/mm/transparent_hugepage/enabled")
        guard !mode.isEmpty else {
            return Item(name: "huge pages", status: .degraded, detail: "not in this kernel: every fork copies more")
        }
        return Item(name: "huge pages", status: .ok, detail: mode)
    }

    private static func worker(_ path: String) -> [Item] {
        guard access(path, X_OK) == 0 else {
            return [
                Item(
                    name: "worker", status: .missing, detail: "\(path) cannot be run",
                    remedy: "swift build -c release --product assay-worker")
            ]
        }
        var items = [Item(name: "worker", status: .ok, detail: path)]
        let versions = WorkerProbe.run(path)
        if versions.isEmpty {
            items.append(
                Item(
                    name: "python", status: .missing, detail: "the worker's Python does not start",
                    remedy: "apt-get install python3-dev"))
        }
        for found in versions {
            let needed = found.name == "python" || found.name == "numpy" || found.name == "sympy"
            items.append(
                Item(
                    name: found.name, status: found.version != nil ? .ok : needed ? .missing : .degraded,
                    detail: found.version ?? "not installed",
                    remedy: found.version == nil ? "apt-get install python3-\(found.name)" : nil))
        }
        return items
    }
}
