import AssayJSON
import AssayOutcome
import FoundationEssentials

extension Execution {
    /// Reads a reply of the server. What it does not know, newer servers' fields, is skipped.
    /// - Parameter path: what goes before a field's name in a fault, such as `results[3].`
    /// - Throws: everything that is wrong with it.
    init(_ value: JSONValue, path: String = "") throws(FieldFaults) {
        var reader = try FieldReader(reply: value, path: path, required: ["id", "outcome", "stdout", "stderr"])
        self.init(outcome: reader.name("outcome", as: Outcome.self) ?? .infraError)
        self.id = reader.string("id") ?? ""
        self.exitCode = reader.read("exit_code", "an exit code") { $0.integer.flatMap(Int32.init(exactly:)) }
        self.signal = reader.read("signal", "a signal's number") { $0.integer.flatMap(Int32.init(exactly:)) }
        self.standardOutput = reader.string("stdout") ?? ""
        self.standardError = reader.string("stderr") ?? ""
        self.standardOutputTruncated = reader.bool("stdout_truncated") ?? false
        self.standardErrorTruncated = reader.bool("stderr_truncated") ?? false
        self.value = reader.string("value")
        self.exception = reader.read("exception", "an exception", Exception.init)
        self.display = reader.read("display", "a list of objects of strings", Self.display) ?? []
        self.files = reader.read("files", "an object of base64 strings by path", Self.files) ?? [:]
        self.denied = reader.strings("denied") ?? []
        self.usage = reader.read("usage", "an object of numbers", Usage.init) ?? Usage()
        self.worker = reader.string("worker") ?? ""
        self.failure = reader.string("failure")
        try reader.finish()
    }

    private static func display(_ value: JSONValue) -> [[String: String]]? {
        value.array?.mapAll { element in
            element.object?.members.mapAll { member in member.value.string.map { (member.name, $0) } }
                .map { Dictionary($0) { $1 } }
        }
    }

    private static func files(_ value: JSONValue) -> [String: [UInt8]]? {
        value.object?.members.mapAll { member in
            member.value.string.flatMap { Data(base64Encoded: $0) }.map { (member.name, Array($0)) }
        }
        .map { Dictionary($0) { $1 } }
    }
}

extension Execution.Exception {
    fileprivate init?(_ value: JSONValue) {
        guard let type = value["type"]?.string else { return nil }
        self.init(
            type: type, message: value["message"]?.string ?? "", traceback: value["traceback"]?.string ?? "")
    }
}

extension Execution.Usage {
    fileprivate init?(_ value: JSONValue) {
        guard let wall = Self.duration(value["wall_s"]), let cpu = Self.duration(value["cpu_s"]),
            let queue = Self.duration(value["queue_s"]), let peak = value["peak_memory_bytes"]?.integer
        else { return nil }
        self.init(wall: wall, cpu: cpu, queue: queue, peakMemoryBytes: peak)
    }

    /// A reply must not be able to name a time that a `Duration` cannot hold.
    private static func duration(_ value: JSONValue?) -> Duration? {
        value?.double.flatMap { $0.magnitude < 1e9 ? .seconds($0) : nil }
    }
}

extension Sequence {
    /// Every element converted; nil where one cannot be.
    fileprivate func mapAll<Value>(_ convert: (Element) -> Value?) -> [Value]? {
        var values: [Value] = []
        for element in self {
            guard let value = convert(element) else { return nil }
            values.append(value)
        }
        return values
    }
}
