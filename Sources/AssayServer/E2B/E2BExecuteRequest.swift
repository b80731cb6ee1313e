import AssayJSON
import AssaySandbox

/// The body of E2B's `POST /execute`.
struct E2BExecuteRequest: Sendable {
    let code: String
    let context: String?
    let language: String?
    let environment: [String: String]

    /// - Throws: a 422 ``DetailError``.
    init(_ body: JSONObject) throws {
        var reader = ModelReader(body)
        let code = reader.requiredString("code")
        self.context = reader.optionalString("context_id").flatMap { $0.isEmpty ? nil : $0 }
        self.language = reader.optionalString("language").flatMap { $0.isEmpty ? nil : $0 }
        let variables = body["env_vars"] == .null ? [] : reader.strings(byName: "env_vars", allowsNull: false)
        if let error = reader.detail.error { throw error }
        self.code = code ?? ""
        self.environment = Dictionary(variables.map { ($0.name, $0.value ?? "") }) { $1 }
    }

    /// The cell that is asked for. The client sends no limit and hangs up when it has waited long enough.
    func execution(_ limits: ExecutionLimits) -> ExecutionRequest {
        var request = ExecutionRequest(
            code: self.code, timeout: limits.maximumTimeout, echoLast: true, queueDeadline: limits.maximumTimeout)
        request.style = .kernel
        request.environment = self.environment
        return request
    }
}
