import AssayJSON
import HTTPTypes

/// A request's limits. There is no compile stage; its limits are checked and then forgotten.
struct PistonConstraints: Sendable {
    private(set) var timeout: Duration?
    private(set) var processorTime: Duration?
    private(set) var memoryMegabytes: Int?

    /// - Throws: a 400 ``Problem`` in the peer's words.
    init(_ object: JSONObject, limits: ExecutionLimits) throws(Problem) {
        let milliseconds = limits.maximumTimeout.seconds * 1000
        let bytes = Double(limits.maximumMemoryMegabytes << 20)
        for stage in ["compile", "run"] {
            let memory = try Self.number(object, "\(stage)_memory_limit", upTo: bytes, isNegativeNone: true)
            let timeout = try Self.number(object, "\(stage)_timeout", upTo: milliseconds)
            let processorTime = try Self.number(object, "\(stage)_cpu_time", upTo: milliseconds)
            guard stage == "run" else { continue }
            self.memoryMegabytes = memory.map { Int(($0 / Double(1 << 20)).rounded(.up)) }
            self.timeout = timeout.map { .seconds($0 / 1000) }
            self.processorTime = processorTime.map { .seconds($0 / 1000) }
        }
    }

    /// Nil where there is none: 0, like anything that JavaScript takes for false, stands for the server's own limit.
    /// - Parameter isNegativeNone: as with the peer's memory, where -1 is written for no limit.
    private static func number(
        _ object: JSONObject, _ name: String, upTo limit: Double, isNegativeNone: Bool = false
    ) throws(Problem) -> Double? {
        guard let value = object[name], ![.null, false, "", 0, .number(0)].contains(value) else { return nil }
        guard let number = value.double else {
            throw Problem(.badRequest, "If specified, \(name) must be a number")
        }
        guard number <= limit else {
            throw Problem(.badRequest, "\(name) cannot exceed the configured limit of \(Int(limit))")
        }
        if number < 0, isNegativeNone { return nil }
        guard number >= 0 else { throw Problem(.badRequest, "\(name) must be non-negative") }
        return number
    }
}
