import FoundationEssentials
import Glibc

/// How an ``Executor`` runs. The defaults serve one machine with a core for each slot.
package struct ExecutorConfiguration: Sendable {
    /// The worker binary: beside the running executable, or in `../libexec/assay`.
    package var workerPath: String
    /// The folder of profiles; nil looks beside the package, then in `/usr/share/assay`.
    package var profileDirectory: String?
    /// Programs that run at the same time, for each tier and profile.
    package var slotsPerTier: Int
    /// Requests that may wait, for each tier and profile.
    package var queueCapacity: Int
    /// Longest wait for a slot where the request names none.
    package var queueDeadline: Duration
    package var defaultTimeout: Duration
    package var maximumTimeout: Duration
    package var defaultMemoryMegabytes: Int
    package var maximumMemoryMegabytes: Int
    /// Bytes kept of the head, and again of the tail, of each output stream.
    package var outputKeepBytes: Int
    /// Bytes of either stream after which a program is ended.
    package var outputLimitBytes: Int
    /// Bytes that all fetched files may have together.
    package var fetchLimitBytes: Int
    /// Runs after which a slot is replaced.
    package var executionsPerSlot: Int
    /// Layers whose absence keeps the executor from starting, by the names that `/v1/isolation` lists.
    package var require: [String]
    package var tiers: [Tier]
    package var sessions = SessionLimits()
    /// Whether refused calls are let through and only named, to find out what a profile lacks. Not a setting either:
    /// `assay run --log-calls` alone sets it, for a program that its user trusts.
    package var logsRefused = false
    /// Whether workers must withstand the self-test before they serve. No setting turns it off: tests do.
    package var selfTests = true
    /// Longest that running programs are waited for at the end.
    package var drainTimeout: Duration

    package init() {
        self.workerPath = Self.besideExecutable
        self.profileDirectory = nil
        // Half as many again as cores: one slot clears up and makes its next child while another's program runs.
        self.slotsPerTier = max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)) * 3 / 2)
        self.queueCapacity = 65_536
        self.queueDeadline = .seconds(30)
        self.defaultTimeout = .seconds(30)
        self.maximumTimeout = .seconds(300)
        self.defaultMemoryMegabytes = 1024
        self.maximumMemoryMegabytes = 4096
        self.outputKeepBytes = 1 << 20
        self.outputLimitBytes = 8 << 20
        self.fetchLimitBytes = 64 << 20
        self.executionsPerSlot = 1000
        self.require = []
        self.tiers = Tier.allCases
        self.drainTimeout = .seconds(25)
    }

    private static var executableFolder: String {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &target, target.count - 1)
        let path = String(decoding: target.prefix(max(0, length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }

    private static var besideExecutable: String {
        let folder = self.executableFolder
        let places = ["\(folder)/assay-worker", "\(folder)/../libexec/assay/assay-worker"]
        return places.first { access($0, X_OK) == 0 } ?? places[0]
    }

    /// The folder of profiles in use.
    package var resolvedProfileDirectory: String {
        if let directory = self.profileDirectory { return directory }
        let folder = Self.executableFolder
        // A build folder lies inside the package, two to four levels down.
        // Before the current folder, which may be anyone's.
        let places =
            (1...4).map { folder + String(repeating: "/..", count: $0) + "/sandbox-profiles" }
            + ["\(folder)/../share/assay/sandbox-profiles", "sandbox-profiles", "/usr/share/assay/sandbox-profiles"]
        return places.first { access($0, R_OK) == 0 } ?? places[0]
    }
}
