import AssayJSON
import AssaySandbox

/// The body of `POST /run_jupyter`.
struct RunJupyterRequest: Sendable {
    /// All cells together may take an hour.
    private static let mostSeconds = 3600.0
    /// Less holds no interpreter.
    private static let leastMegabytes = 16

    let cells: [String]
    let files: [(name: String, value: String?)]
    let fetchFiles: [String]
    private let cellTimeout: Double
    private let totalTimeout: Double
    private let memoryLimit: Int

    /// - Throws: a 422 ``DetailError``.
    init(_ value: JSONValue, mostCells: Int) throws {
        // In the order of the peer's model, for its errors come in that order.
        var reader = try ModelReader(value)
        self.cells = reader.requiredStrings("cells", most: mostCells)
        self.cellTimeout = reader.number("cell_timeout", default: 0)
        self.totalTimeout = reader.number("total_timeout", default: 45)
        self.memoryLimit = reader.integer("memory_limit_MB", default: -1)
        _ = reader.literal("kernel", among: ["python3"], default: "python3")
        self.files = reader.strings(byName: "files", allowsNull: false)
        self.fetchFiles = reader.strings("fetch_files")
        if let error = reader.detail.error { throw error }
    }

    /// What all cells may take together; nothing where the number is none.
    var total: Duration { .seconds(self.totalTimeout > 0 ? min(self.totalTimeout, Self.mostSeconds) : 0) }

    /// What each cell may take within this server's limit.
    func cell(_ limits: ExecutionLimits) -> Duration {
        guard self.cellTimeout > 0 else { return limits.maximumTimeout }
        return .seconds(min(self.cellTimeout, limits.maximumTimeout.seconds))
    }

    /// The session whose cells these are.
    func session(of owner: String, _ limits: ExecutionLimits) -> SessionRequest {
        var request = SessionRequest(owner: owner)
        if self.memoryLimit > 0 {
            request.memoryMegabytes = min(max(self.memoryLimit, Self.leastMegabytes), limits.maximumMemoryMegabytes)
        }
        return request
    }
}
