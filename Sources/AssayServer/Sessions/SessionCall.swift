import AssayJSON
import AssaySandbox

/// The body of `POST /v1/sessions`, checked.
struct SessionCall {
    private static let fields = ["tier", "profile", "memory_mb", "prelude", "idle_s", "lifetime_s"]
    /// Less would end a session before it is told of, or hold no interpreter.
    private static let shortestLifetime = 1.0
    private static let leastMegabytes = 16
    private static let longestLifetime = 30.0 * 86_400

    let request: SessionRequest

    /// - Throws: a 400 ``Problem`` that names every fault.
    init(_ body: JSONValue, owner: String, limits: ExecutionLimits) throws {
        guard let object = body.object else {
            throw Problem.invalid([FieldFault(field: "", message: "must be an object")])
        }
        var reader = FieldReader(object, known: Self.fields)
        var request = SessionRequest(owner: owner)
        request.tier = reader.name("tier", as: Tier.self) ?? .math
        request.profile = reader.string("profile")
        let megabytes = reader.positiveInteger("memory_mb", upTo: ExecuteCall.absurdMegabytes)
        if let megabytes, megabytes < Self.leastMegabytes {
            reader.fault("memory_mb", "must be at least \(Self.leastMegabytes)")
        }
        request.memoryMegabytes = megabytes.map { min($0, limits.maximumMemoryMegabytes) }
        request.prelude = ExecuteCall.prelude(&reader)
        request.idleLifetime = Self.lifetime("idle_s", &reader)
        request.absoluteLifetime = Self.lifetime("lifetime_s", &reader)
        guard reader.faults.isEmpty else { throw Problem.invalid(reader.faults) }
        self.request = request
    }

    private static func lifetime(_ name: String, _ reader: inout FieldReader) -> Duration? {
        guard let seconds = reader.positiveNumber(name, upTo: self.longestLifetime) else { return nil }
        if seconds < self.shortestLifetime { reader.fault(name, "must be at least 1") }
        return .seconds(seconds)
    }
}
