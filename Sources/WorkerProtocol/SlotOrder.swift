/// Asks a template for a slot: which profile its executions run under and what the host gives it.
///
/// Descriptors beside the frame, in order: the slot's end of its socket; then for each of
/// ``cgroupCount`` cgroups `procs`, `limit`, `events` and `peak` (a slot alternates between its cgroups,
/// so that the spare never shares one with the execution that runs); then, where tasks are counted by a cgroup of their
/// own, its `procs`, and for a profile whose sessions may be forked, that of the one which counts executions alone.
package struct SlotOrder: WireCodable {
    /// Cgroup hierarchy in use.
    package enum CgroupKind: UInt8, Sendable {
        case none = 0
        case v1 = 1
        case v2 = 2
    }

    /// The slot's number in the server, unique for its life.
    package var slotID: UInt32
    /// First of two host user ids for the slot (supervisor, execution); 0 maps the server's own user only.
    package var hostUserBase: UInt32
    package var cgroupKind: CgroupKind
    package var cgroupCount: UInt8
    /// Profile name, for messages.
    package var profile: String
    /// Refused calls fail with this errno unless a rule says otherwise.
    package var defaultErrno: Int32
    package var rules: [SystemCallRule]
    /// Most threads (and, where exec is allowed, processes) of an execution.
    package var maximumTasks: UInt32
    package var maximumOpenFiles: UInt32
    /// Largest single file, bytes (RLIMIT_FSIZE).
    package var maximumFileBytes: UInt64
    /// Size of the private root file system, bytes, and its number of inodes.
    package var scratchBytes: UInt64
    package var scratchInodes: UInt32
    /// Stack of the main thread, bytes (RLIMIT_STACK).
    package var stackBytes: UInt64
    /// Whether a private `/proc` of the execution's own pid namespace is mounted.
    package var mountsProc: Bool
    /// Host paths bound read-only into the private root at the same place.
    package var readOnlyPaths: [String]
    /// Whether spares run a dummy program while idle, so that their page faults are taken early.
    package var touchesSpares: Bool
    /// Whether refused calls are let through and only named: for writing a profile, never for strangers' programs.
    package var logsRefused: Bool
    /// Whether a cgroup caps tasks, beside the resource limit.
    package var countsTasks: Bool
    /// How many branches a session of the slot may have at once; 0 where it may not be forked.
    package var maximumBranches: UInt8

    package init(
        slotID: UInt32, hostUserBase: UInt32, cgroupKind: CgroupKind, cgroupCount: UInt8, profile: String,
        defaultErrno: Int32, rules: [SystemCallRule], maximumTasks: UInt32, maximumOpenFiles: UInt32,
        maximumFileBytes: UInt64, scratchBytes: UInt64, scratchInodes: UInt32, stackBytes: UInt64,
        mountsProc: Bool, readOnlyPaths: [String], touchesSpares: Bool, logsRefused: Bool = false,
        countsTasks: Bool = false, maximumBranches: UInt8 = 0
    ) {
        self.slotID = slotID
        self.hostUserBase = hostUserBase
        self.cgroupKind = cgroupKind
        self.cgroupCount = cgroupCount
        self.profile = profile
        self.defaultErrno = defaultErrno
        self.rules = rules
        self.maximumTasks = maximumTasks
        self.maximumOpenFiles = maximumOpenFiles
        self.maximumFileBytes = maximumFileBytes
        self.scratchBytes = scratchBytes
        self.scratchInodes = scratchInodes
        self.stackBytes = stackBytes
        self.mountsProc = mountsProc
        self.readOnlyPaths = readOnlyPaths
        self.touchesSpares = touchesSpares
        self.logsRefused = logsRefused
        self.countsTasks = countsTasks
        self.maximumBranches = maximumBranches
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.slotID = try reader.read()
        self.hostUserBase = try reader.read()
        guard let kind = CgroupKind(rawValue: try reader.read()) else { throw .unknownValue }
        self.cgroupKind = kind
        self.cgroupCount = try reader.read()
        self.profile = try reader.readString()
        self.defaultErrno = try reader.read()
        self.rules = try reader.readList()
        self.maximumTasks = try reader.read()
        self.maximumOpenFiles = try reader.read()
        self.maximumFileBytes = try reader.read()
        self.scratchBytes = try reader.read()
        self.scratchInodes = try reader.read()
        self.stackBytes = try reader.read()
        self.mountsProc = try reader.readBool()
        self.readOnlyPaths = try reader.readList { (reader) throws(WireError) in try reader.readString() }
        self.touchesSpares = try reader.readBool()
        self.logsRefused = try reader.readBool()
        self.countsTasks = try reader.readBool()
        self.maximumBranches = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.slotID)
        writer.write(self.hostUserBase)
        writer.write(self.cgroupKind.rawValue)
        writer.write(self.cgroupCount)
        writer.write(self.profile)
        writer.write(self.defaultErrno)
        writer.write(self.rules)
        writer.write(self.maximumTasks)
        writer.write(self.maximumOpenFiles)
        writer.write(self.maximumFileBytes)
        writer.write(self.scratchBytes)
        writer.write(self.scratchInodes)
        writer.write(self.stackBytes)
        writer.write(self.mountsProc)
        writer.write(self.readOnlyPaths) { $0.write($1) }
        writer.write(self.touchesSpares)
        writer.write(self.logsRefused)
        writer.write(self.countsTasks)
        writer.write(self.maximumBranches)
    }
}
