import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Hummingbird

/// Piston's routes, shape for shape, for clients such as open-r1's.
struct PistonRoutes: Sendable {
    /// Where Piston itself has them, and where its public host had them.
    private static let prefixes = ["/api/v2", "/api/v2/piston"]

    private let executor: any CodeExecutor
    private let limits: ExecutionLimits
    private let maximumBodyBytes: Int
    private let runtimes: PistonRuntimes

    init(executor: any CodeExecutor, limits: ExecutionLimits, maximumBodyBytes: Int) {
        self.executor = executor
        self.limits = limits
        self.maximumBodyBytes = maximumBodyBytes
        self.runtimes = PistonRuntimes(executor: executor)
    }

    func add(to table: inout RouteTable) {
        for prefix in Self.prefixes {
            table.get("\(prefix)/runtimes") { _, _ in
                Response(json: .array(try await self.runtimes.all().map(\.json)))
            }
            table.post("\(prefix)/execute") { request, _ in try await self.execute(request) }
        }
    }

    private func execute(_ request: Request) async throws -> Response {
        guard request.headers[.contentType]?.hasPrefix("application/json") == true else {
            throw Problem(.unsupportedMediaType, "requests must be of type application/json")
        }
        let call = try PistonRequest(try await request.json(limit: self.maximumBodyBytes, ifEmpty: [:]))
        guard let runtime = try await self.runtimes.matching(call.language, call.version) else {
            throw Problem(.badRequest, "\(call.language)-\(call.version) runtime is unknown")
        }
        let (order, processorTime) = try call.execution(in: runtime.language, limits: self.limits)
        let (result, interleaved) = try await self.run(order)
        switch result.outcome {
        case .overloaded: throw Problem.overloaded
        case .infraError, .sessionLost: throw Problem(.internalServerError, "the sandbox failed to run the code")
        default: break
        }
        let run = PistonRun(result, interleaved: interleaved, processorTime: processorTime)
        return Response(json: [
            "run": run.json, "language": .string(runtime.language.rawValue),
            "version": .string(runtime.version.description),
        ])
    }

    private func run(_ order: ExecutionRequest) async throws -> (result: ExecutionResult, interleaved: [UInt8]?) {
        do {
            let output = InterleavedOutput()
            let result = try await self.executor.execute(order, onOutput: output.append)
            guard result.outcome == .infraError else { return (result, output.bytes) }
            // The executor gives no second try to a program whose output is read along.
            return (try await self.executor.execute(order), nil)
        } catch let refusal as ExecutionRefusal {
            throw Problem(.badRequest, refusal.message)
        }
    }
}
