import AssayJSON
import AssaySandbox

/// The body of `POST /v1/sessions`, checked.
struct SessionCall {
    private static let fields = ["tier", "profile", "memory_mb", "prelude", "idle_s", "lifetime_s"]
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
        request.memoryMegabytes = megabytes.map { min($0, limits.maximumMemoryMegabytes) }
        request.prelude = ExecuteCall.prelude(&reader)
        request.idleLifetime = reader.positiveNumber("idle_s", upTo: Self.longestLifetime).map { .seconds($0) }
        request.absoluteLifetime = reader.positiveNumber("lifetime_s", upTo: Self.longestLifetime).map { .seconds($0) }
        guard reader.faults.isEmpty else { throw Problem.invalid(reader.faults) }
        self.request = request
    }
}
