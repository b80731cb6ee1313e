import AssayJSON
import AssaySandbox

/// One item of `/v1/execute`, checked.
struct ExecuteCall: Sendable {
    private static let fields = [
        "code", "language", "stdin", "timeout_s", "memory_mb", "files", "fetch_files", "prelude", "echo_last",
        "profile", "idempotency_key",
    ]
    /// A session's cell: the rest was settled when the session was made.
    private static let cellFields = ["code", "timeout_s", "files", "fetch_files", "prelude", "echo_last"]
    /// Longer or larger than any host would grant: a mistake of units, not a wish to be capped.
    private static let absurdSeconds = 86_400.0
    static let absurdMegabytes = 1 << 20
    private static let longestIdempotencyKey = 255

    let request: ExecutionRequest
    let idempotencyKey: String?
    /// Tells this body from another under the same idempotency key.
    let fingerprint: RequestFingerprint?

    /// - Parameter path: what goes before a field's name in a fault, such as `items[3].`
    /// - Throws: a 400 ``Problem`` that names every fault.
    init(_ value: JSONValue, path: String = "", limits: ExecutionLimits, inSession: Bool = false) throws {
        let (call, faults) = Self.read(value, path: path, limits: limits, inSession: inSession)
        guard let call else { throw Problem.invalid(faults) }
        self = call
    }

    private init(request: ExecutionRequest, idempotencyKey: String?, fingerprint: RequestFingerprint?) {
        self.request = request
        self.idempotencyKey = idempotencyKey
        self.fingerprint = fingerprint
    }

    /// The call, or everything that is wrong with it.
    static func read(
        _ value: JSONValue, path: String, limits: ExecutionLimits, inSession: Bool = false
    ) -> (call: ExecuteCall?, faults: [FieldFault]) {
        guard let object = value.object else {
            let field = path.hasSuffix(".") ? String(path.dropLast()) : path
            return (nil, [FieldFault(field: field, message: "must be an object")])
        }
        var reader = FieldReader(object, path: path, known: inSession ? Self.cellFields : Self.fields)
        let request = Self.request(&reader, limits: limits)
        let key = Self.idempotencyKey(&reader)
        guard reader.faults.isEmpty else { return (nil, reader.faults) }
        let fingerprint = key == nil ? nil : RequestFingerprint(value)
        return (ExecuteCall(request: request, idempotencyKey: key, fingerprint: fingerprint), [])
    }

    private static func request(_ reader: inout FieldReader, limits: ExecutionLimits) -> ExecutionRequest {
        if reader.value("code") == nil { reader.fault("code", "is required") }
        var request = ExecutionRequest(code: reader.string("code") ?? "")
        if let name = reader.string("language") {
            if let language = Language(rawValue: name) {
                request.language = language
            } else {
                let names = Language.allCases.map(\.rawValue).joined(separator: ", ")
                reader.fault("language", "must be one of \(names)")
            }
        }
        request.standardInput = reader.string("stdin").map { Array($0.utf8) } ?? []
        let seconds = reader.positiveNumber("timeout_s", upTo: Self.absurdSeconds)
        request.timeout = seconds.map { min(.seconds($0), limits.maximumTimeout) } ?? limits.defaultTimeout
        let megabytes = reader.positiveInteger("memory_mb", upTo: Self.absurdMegabytes)
        request.memoryMegabytes = min(megabytes ?? limits.defaultMemoryMegabytes, limits.maximumMemoryMegabytes)
        request.files = reader.files("files")
        request.fetchFiles = reader.strings("fetch_files") ?? []
        request.prelude = Self.prelude(&reader)
        request.echoLast = reader.bool("echo_last") ?? true
        request.profile = reader.string("profile")
        return request
    }

    static func prelude(_ reader: inout FieldReader) -> String? {
        switch reader.value("prelude") {
        case nil, .bool(false): return nil
        case .bool(true): return ExecutionRequest.seedPrelude
        case .string(let text): return text
        default:
            reader.fault("prelude", "must be a string, true or false")
            return nil
        }
    }

    private static func idempotencyKey(_ reader: inout FieldReader) -> String? {
        guard let key = reader.string("idempotency_key") else { return nil }
        guard !key.isEmpty, key.utf8.count <= Self.longestIdempotencyKey else {
            reader.fault("idempotency_key", "must have 1 to \(Self.longestIdempotencyKey) bytes")
            return nil
        }
        return key
    }
}
