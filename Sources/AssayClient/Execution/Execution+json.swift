import AssayJSON
import FoundationEssentials

extension Execution {
    /// Reads a reply of the server. What it does not know, newer servers' fields, is skipped.
    /// - Parameter path: what goes before a field's name in a fault, such as `results[3].`
    /// - Throws: everything that is wrong with it.
    init(_ value: JSONValue, path: String = "") throws(FieldFaults) {
        var reader = try ReplyReader(value, path: path)
        self.init(outcome: reader.required("outcome") { $0.name("outcome", as: Outcome.self) } ?? .infraError)
        self.id = reader.requiredString("id")
        self.exitCode = reader.fields.read("exit_code", "an exit code") { $0.integer.flatMap(Int32.init(exactly:)) }
        self.signal = reader.fields.read("signal", "a signal's number") { $0.integer.flatMap(Int32.init(exactly:)) }
        self.standardOutput = reader.requiredString("stdout")
        self.standardError = reader.requiredString("stderr")
        self.standardOutputTruncated = reader.fields.bool("stdout_truncated") ?? false
        self.standardErrorTruncated = reader.fields.bool("stderr_truncated") ?? false
        self.value = reader.fields.string("value")
        self.exception = reader.fields.read("exception", "an exception", Exception.init)
        self.display = reader.fields.read("display", "a list of objects of strings", Self.display) ?? []
        self.files = reader.fields.read("files", "an object of base64 strings by path", Self.files) ?? [:]
        self.denied = reader.fields.strings("denied") ?? []
        self.usage = reader.fields.read("usage", "an object of numbers", Usage.init) ?? Usage()
        self.worker = reader.fields.string("worker") ?? ""
        self.failure = reader.fields.string("failure")
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
        guard let wall = value["wall_s"]?.double, let cpu = value["cpu_s"]?.double,
            let queue = value["queue_s"]?.double, let peak = value["peak_memory_bytes"]?.integer
        else { return nil }
        self.init(wall: .seconds(wall), cpu: .seconds(cpu), queue: .seconds(queue), peakMemoryBytes: peak)
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
