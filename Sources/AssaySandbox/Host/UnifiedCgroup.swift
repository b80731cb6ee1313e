import CSyscalls
import Glibc

/// The unified hierarchy of cgroups (version 2), as far as it concerns where ours may be.
///
/// A cgroup with controllers for its children may hold no process itself (cgroups(7), "no internal processes"), so that
/// whoever is in ours has to move to a leaf. Where it is not given to us, and others are in it, a shell and its terminal's
/// server perhaps, they are left alone: then the top of the hierarchy is the place, which is free of that rule.
enum UnifiedCgroup {
    private static let mount = "/sys/fs/cgroup"
    private static let leaf = "/assay-server"

    /// The cgroup to have ours in, made ready to have children; nil if there is none.
    static func root() -> String? {
        guard self.words(of: "\(self.mount)/cgroup.controllers").contains("memory"), let own = self.own() else {
            return nil
        }
        // Moved there by an earlier call in this process.
        if own.hasSuffix(self.leaf) {
            let parent = String(own.dropLast(self.leaf.count))
            return self.pass("memory", on: parent) ? parent : nil
        }
        if access("\(own)/cgroup.procs", W_OK) == 0 {
            // The top of the hierarchy itself.
            if self.pass("memory", on: own) { return own }
            if self.isGiven(own) { return self.vacate(own) && self.pass("memory", on: own) ? own : nil }
        }
        return isRoot() && self.pass("memory", on: self.mount) ? self.mount : nil
    }

    private static func own() -> String? {
        let line = readText("/proc/self/cgroup").split(separator: "\n").first { $0.hasPrefix("0::/") }
        return line.map { self.mount + ($0 == "0::/" ? "" : $0.dropFirst("0::".count)) }
    }

    /// Whether it is ours to arrange: the root of a container, what a service manager marked so or gave to a user, or
    /// where nobody else is.
    private static func isGiven(_ path: String) -> Bool {
        path == self.mount || !isRoot() || assay_cgroup_is_delegated(path) == 1
            || self.words(of: "\(path)/cgroup.procs") == ["\(getpid())"]
    }

    /// Moves every process into a leaf.
    private static func vacate(_ path: String) -> Bool {
        let leaf = path + self.leaf
        guard mkdir(leaf, 0o755) == 0 || errno == EEXIST else { return false }
        for pid in self.words(of: "\(path)/cgroup.procs") { _ = writeText(pid, to: "\(leaf)/cgroup.procs") }
        return true
    }

    /// Has a cgroup's children have a controller that it has itself; false if the kernel refuses.
    static func pass(_ controller: String, on path: String) -> Bool {
        let file = "\(path)/cgroup.subtree_control"
        return self.words(of: file).contains(controller) || writeText("+\(controller)", to: file)
    }

    private static func words(of path: String) -> [String] {
        readText(path).split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
