import CSeccomp
import CSyscalls
import Glibc
import WorkerProtocol

/// A profile's rules compiled once per slot to BPF, installed as the last step of every confinement.
struct SystemCallFilter {
    /// libseccomp does not take "notify" as a default action; this errno marks the calls that shall become it.
    private static let refusalMark: UInt32 = 4094

    /// `struct sock_filter` values, eight bytes each.
    private let program: [UInt64]
    /// Whether refused calls are reported to the supervisor (kernel 5.0) instead of failing silently.
    let notifies: Bool

    init(order: SlotOrder) throws(WorkerFailure) {
        guard let context = seccomp_init(Self.errno(Self.refusalMark)) else {
            throw WorkerFailure(stage: "seccomp_init")
        }
        defer { seccomp_release(context) }
        try Self.check("seccomp badarch", seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, 0x8000_0000))
        // A binary tree instead of a list: half the cost of installing and of a cache miss.
        _ = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2)
        let notifies = assay_seccomp_can_notify() == 0
        for rule in order.rules {
            for part in order.maximumBranches > 0 ? Self.keepingApart(rule) : [rule] {
                try Self.add(notifies ? Self.holding(part) : part, to: context)
            }
        }
        try Self.add(Self.handingOver, to: context)
        var program = try Self.export(context)
        Self.replaceMarks(in: &program, notifies: notifies, defaultErrno: order.defaultErrno)
        self.program = program
        self.notifies = notifies
    }

    /// With this the listener is handed to the supervisor, whatever the profile says. The number is closed before the
    /// program's first byte; for a descriptor of its own there, the call is one that it may make on any other pair.
    private static let handingOver = SystemCallRule(
        name: "sendmsg", action: .allow,
        conditions: [.init(comparison: 4, index: 0, value: UInt64(ChildChannels.ready))])

    /// Confines the calling process; returns the listener's descriptor when refused calls are reported.
    func install() throws(WorkerFailure) -> Int32? {
        let result = try attempt("seccomp") {
            self.program.withUnsafeBytes {
                assay_seccomp_install($0.baseAddress, UInt16(self.program.count), self.notifies ? 1 : 0)
            }
        }
        return self.notifies ? result : nil
    }

    /// A system call's name on this machine.
    static func name(of number: Int32) -> String {
        guard let name = seccomp_syscall_resolve_num_arch(seccomp_arch_native(), number) else { return "\(number)" }
        defer { free(name) }
        return String(cString: name)
    }

    /// The rule without what is to be held (``HeldCall``), which then falls to the default.
    private static func holding(_ rule: SystemCallRule) -> SystemCallRule {
        guard rule.action == .allow else { return rule }
        var rule = rule
        switch rule.name {
        case "mmap" where rule.conditions.isEmpty:
            rule.conditions.append(.init(comparison: 2, index: 1, value: HeldCall.leastAllocation))
        case "mremap" where rule.conditions.isEmpty:
            rule.conditions.append(.init(comparison: 2, index: 2, value: HeldCall.leastAllocation))
        case "kill": rule.conditions.append(.init(comparison: 1, index: 1, value: UInt64(SIGKILL)))
        case "tgkill": rule.conditions.append(.init(comparison: 1, index: 2, value: UInt64(SIGKILL)))
        default: break
        }
        return rule
    }

    /// The rule without what is to be decided by who asks, the session or a branch of it, both under this filter: the limit
    /// of tasks is the supervisor's to move (``TaskLimit``), and a signal to the session is the session's alone to send.
    private static func keepingApart(_ rule: SystemCallRule) -> [SystemCallRule] {
        guard rule.action == .allow else { return [rule] }
        func with(_ comparison: UInt8, _ index: UInt8, _ value: UInt64) -> SystemCallRule {
            var rule = rule
            rule.conditions.append(.init(comparison: comparison, index: index, value: value))
            return rule
        }
        let tasks = UInt64(assay_limit_tasks)
        return switch rule.name {
        case "setrlimit": [with(1, 0, tasks)]
        // Reading it is no harm: no new limit.
        case "prlimit64": [with(1, 1, tasks), with(4, 2, 0)]
        // Held as a whole where a rule speaks of it, and then judged by the rules: libseccomp takes one condition for each
        // argument.
        case "kill", "tgkill":
            if let target = rule.conditions.first(where: { $0.index == 0 }) {
                target.holds(for: [HeldCall.firstProcess]) ? [] : [rule]
            } else {
                [with(1, 0, HeldCall.firstProcess)]
            }
        default: [rule]
        }
    }

    private static func errno(_ number: UInt32) -> UInt32 { 0x0005_0000 | number }

    private static func check(_ stage: String, _ result: Int32) throws(WorkerFailure) {
        guard result == 0 else { throw WorkerFailure(stage: stage, errno: -result) }
    }

    private static func add(_ rule: SystemCallRule, to context: scmp_filter_ctx) throws(WorkerFailure) {
        let number = seccomp_syscall_resolve_name(rule.name)
        // Names that this architecture does not have: profiles list those of all.
        guard number >= 0 else { return }
        let action: UInt32 =
            switch rule.action {
            case .allow: 0x7fff_0000
            case .errno: self.errno(UInt32(rule.errno))
            case .kill: 0x8000_0000
            case .refuse: self.errno(self.refusalMark)
            }
        // The default needs no rule, and libseccomp refuses one.
        guard action != self.errno(self.refusalMark) else { return }
        let conditions = rule.conditions.map { condition in
            scmp_arg_cmp(
                arg: UInt32(condition.index), op: scmp_compare(UInt32(condition.comparison)), datum_a: condition.value,
                datum_b: condition.valueTwo)
        }
        let result = seccomp_rule_add_array(context, action, number, UInt32(conditions.count), conditions)
        // -EEXIST: an earlier rule of the profile already says so.
        guard result == 0 || result == -EEXIST else {
            throw WorkerFailure(stage: "seccomp rule \(rule.name)", errno: -result)
        }
    }

    /// libseccomp 2.5 writes BPF to a descriptor only.
    private static func export(_ context: scmp_filter_ctx) throws(WorkerFailure) -> [UInt64] {
        let file = try attempt("filter memfd") { assay_memfd("filter") }
        defer { close(file) }
        try self.check("seccomp_export_bpf", seccomp_export_bpf(context, file))
        let size = Int(lseek(file, 0, SEEK_END))
        lseek(file, 0, SEEK_SET)
        guard let bytes = FileDescriptor(raw: file).read(exactly: size) else {
            throw WorkerFailure(stage: "read filter")
        }
        return bytes.withUnsafeBytes { raw in
            (0..<size / 8).map { raw.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
        }
    }

    private static func replaceMarks(in program: inout [UInt64], notifies: Bool, defaultErrno: Int32) {
        let marked = self.errno(self.refusalMark)
        let replacement: UInt32 = notifies ? 0x7fc0_0000 : self.errno(UInt32(defaultErrno))
        for index in program.indices {
            // struct sock_filter { u16 code; u8 jt, jf; u32 k }; BPF_RET | BPF_K is 6.
            let isReturn = program[index] & 0xffff == 6
            guard isReturn, UInt32(program[index] >> 32) == marked else { continue }
            program[index] = program[index] & 0xffff_ffff | UInt64(replacement) << 32
        }
    }
}
