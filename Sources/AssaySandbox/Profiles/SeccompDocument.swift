import FoundationEssentials
import WorkerProtocol

/// A seccomp profile in the OCI runtime's JSON form, as Docker and Podman use it.
///
/// Source: opencontainers/runtime-spec, config-linux.md, "Seccomp". `includes` and `excludes` are Docker's; they are
/// judged for an execution without capabilities.
struct SeccompDocument: Decodable {
    struct Condition: Decodable {
        var index: SeccompNumber<UInt8>
        var value: SeccompNumber<UInt64>
        var valueTwo: SeccompNumber<UInt64>?
        var op: String

        enum CodingKeys: String, CodingKey, CaseIterable { case index, value, valueTwo, op }
    }

    struct Filter: Decodable {
        var caps: [String]?
        var arches: [String]?
        var minKernel: String?

        enum CodingKeys: String, CodingKey, CaseIterable { case caps, arches, minKernel }
    }

    struct Rule: Decodable {
        var names: [String]?
        var name: String?
        var action: String
        var errnoRet: SeccompNumber<Int32>?
        var args: [Condition]?
        var includes: Filter?
        var excludes: Filter?

        enum CodingKeys: String, CodingKey, CaseIterable {
            case names, name, action, errnoRet, args, includes, excludes
        }
    }

    var defaultAction: String
    var defaultErrnoRet: SeccompNumber<Int32>?
    var syscalls: [Rule]

    private static let topKeys: Set<String> = [
        "defaultAction", "defaultErrnoRet", "defaultErrno", "architectures", "archMap", "syscalls", "flags",
        "listenerPath",
        "listenerMetadata", "comment",
    ]
    private static let comparisons = [
        "SCMP_CMP_NE": 1, "SCMP_CMP_LT": 2, "SCMP_CMP_LE": 3, "SCMP_CMP_EQ": 4, "SCMP_CMP_GE": 5, "SCMP_CMP_GT": 6,
        "SCMP_CMP_MASKED_EQ": 7,
    ]

    static func parse(_ data: Data, file: String) throws(ProfileError) -> SeccompDocument {
        do {
            try KnownKeys.check(JSONDecoder().decode(JSONShape.self, from: data), file: file)
            return try JSONDecoder().decode(SeccompDocument.self, from: data)
        } catch let error as DecodingError {
            throw ProfileError(file: file, decoding: error)
        } catch let error as ProfileError {
            throw error
        } catch {
            throw ProfileError(file: file, key: "(file)", reason: "\(error)")
        }
    }

    /// A key mistyped deep inside counts too: a rule that lost its `args` would allow every use of its calls.
    private enum KnownKeys {
        static func check(_ document: JSONShape, file: String) throws(ProfileError) {
            try self.check(document, SeccompDocument.topKeys, at: "", file)
            try self.checkUnread(document, SeccompDocument.topKeys.subtracting(["syscalls", "archMap"]), at: "", file)
            for (index, machine) in (document.members["archMap"]?.elements ?? []).enumerated() {
                let place = "archMap[\(index)]."
                try self.check(machine, ["architecture", "subArchitectures"], at: place, file)
                try self.checkUnread(machine, ["architecture", "subArchitectures"], at: place, file)
            }
            for (index, rule) in (document.members["syscalls"]?.elements ?? []).enumerated() {
                let place = "syscalls[\(index)]."
                // Written by containers-common beside errnoRet, as a name.
                try self.check(rule, Self.names(of: Rule.CodingKeys.self) + ["comment", "errno"], at: place, file)
                try self.checkUnread(rule, ["comment", "errno"], at: place, file)
                for filter in ["includes", "excludes"] {
                    guard let shape = rule.members[filter] else { continue }
                    try self.check(shape, Self.names(of: Filter.CodingKeys.self), at: "\(place)\(filter).", file)
                }
                for (number, argument) in (rule.members["args"]?.elements ?? []).enumerated() {
                    try self.check(
                        argument, Self.names(of: Condition.CodingKeys.self), at: "\(place)args[\(number)].", file)
                }
            }
        }

        /// What we do not read is text or a list of texts in every form we know: whatever it names is unknown.
        private static func checkUnread(
            _ shape: JSONShape, _ keys: some Sequence<String>, at place: String, _ file: String
        ) throws(ProfileError) {
            for key in keys.sorted() {
                guard let value = shape.members[key] else { continue }
                try self.check(value, [String](), at: "\(place)\(key).", file)
                for (index, element) in value.elements.enumerated() {
                    try self.check(element, [String](), at: "\(place)\(key)[\(index)].", file)
                }
            }
        }

        private static func names<Key: CaseIterable & CodingKey>(of type: Key.Type) -> [String] {
            type.allCases.map(\.stringValue)
        }

        private static func check(
            _ shape: JSONShape, _ known: some Sequence<String>, at place: String, _ file: String
        ) throws(ProfileError) {
            let known = Set(known)
            guard let unknown = shape.members.keys.sorted().first(where: { !known.contains($0) }) else { return }
            throw ProfileError(file: file, key: place + unknown, reason: "unknown key")
        }
    }

    /// The rules in the worker's terms, with the default action's errno.
    func resolve(file: String) throws(ProfileError) -> (defaultErrno: Int32, rules: [SystemCallRule]) {
        guard self.defaultAction == "SCMP_ACT_ERRNO" else {
            throw ProfileError(
                file: file, key: "defaultAction", reason: "must be SCMP_ACT_ERRNO: a profile lists what is allowed")
        }
        guard (0...4093).contains(self.defaultErrnoRet?.value ?? 1) else {
            throw ProfileError(file: file, key: "defaultErrnoRet", reason: "is not an errno")
        }
        var rules: [SystemCallRule] = []
        for (index, rule) in self.syscalls.enumerated() where rule.applies {
            rules += try rule.resolve(file: file, key: "syscalls[\(index)]", comparisons: Self.comparisons)
        }
        return (self.defaultErrnoRet?.value ?? 1, rules)
    }
}

extension SeccompDocument.Rule {
    /// Rules for capabilities that no execution has, or for other machines, are not for us.
    var applies: Bool {
        if let caps = self.includes?.caps, !caps.isEmpty { return false }
        if let arches = self.includes?.arches, !arches.isEmpty, !arches.contains(where: Self.isOwn) { return false }
        if let arches = self.excludes?.arches, arches.contains(where: Self.isOwn) { return false }
        return true
    }

    private static func isOwn(_ architecture: String) -> Bool {
        #if arch(x86_64)
            return ["amd64", "x86_64", "SCMP_ARCH_X86_64"].contains(architecture)
        #else
            return ["arm64", "aarch64", "SCMP_ARCH_AARCH64"].contains(architecture)
        #endif
    }

    func resolve(file: String, key: String, comparisons: [String: Int]) throws(ProfileError) -> [SystemCallRule] {
        let names = (self.names ?? []) + (self.name.map { [$0] } ?? [])
        guard !names.isEmpty, names.allSatisfy({ !$0.isEmpty }) else {
            throw ProfileError(file: file, key: key + ".names", reason: "names no call")
        }
        var action = SystemCallRule.Action.allow
        switch self.action {
        case "SCMP_ACT_ALLOW", "SCMP_ACT_LOG": break
        case "SCMP_ACT_ERRNO": action = .errno
        case "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP": action = .kill
        case "SCMP_ACT_NOTIFY": action = .refuse
        default: throw ProfileError(file: file, key: key + ".action", reason: "unknown action \(self.action)")
        }
        var conditions: [SystemCallRule.Condition] = []
        for (index, argument) in (self.args ?? []).enumerated() {
            let place = "\(key).args[\(index)]"
            guard let comparison = comparisons[argument.op] else {
                throw ProfileError(file: file, key: place + ".op", reason: "unknown comparison \(argument.op)")
            }
            guard argument.index.value < 6 else {
                throw ProfileError(file: file, key: place + ".index", reason: "a call has six arguments, 0 to 5")
            }
            conditions.append(
                .init(
                    comparison: UInt8(comparison), index: argument.index.value, value: argument.value.value,
                    valueTwo: argument.valueTwo?.value ?? 0))
        }
        let errno = self.errnoRet?.value ?? 1
        guard (0...4093).contains(errno) else {
            throw ProfileError(file: file, key: key + ".errnoRet", reason: "is not an errno")
        }
        return names.map { SystemCallRule(name: $0, action: action, errno: errno, conditions: conditions) }
    }
}

extension ProfileError {
    /// Names the key that a decoder stumbled on.
    init(file: String, decoding error: DecodingError) {
        let (context, reason): (DecodingError.Context, String) =
            switch error {
            case .keyNotFound(_, let context): (context, "is missing")
            case .typeMismatch(let type, let context): (context, "is not of type \(type)")
            case .valueNotFound(_, let context): (context, "has no value")
            case .dataCorrupted(let context): (context, context.debugDescription)
            @unknown default: (.init(codingPath: [], debugDescription: ""), "\(error)")
            }
        var path = context.codingPath
        if case .keyNotFound(let missing, _) = error { path.append(missing) }
        let key = path.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
        self.init(file: file, key: key.isEmpty ? "(file)" : String(key.drop { $0 == "." }), reason: reason)
    }
}
