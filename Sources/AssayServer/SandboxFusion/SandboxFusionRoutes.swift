import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Hummingbird

/// The routes of ByteDance's SandboxFusion, shape for shape, for clients such as verl.
struct SandboxFusionRoutes: Sendable {
    let executor: any CodeExecutor
    let limits: ExecutionLimits
    let maximumBodyBytes: Int
    /// Cells of one notebook.
    let maximumCells: Int
    /// The pod that a cluster's scheduler gave this server, from `MY_POD_NAME`.
    let podName: String?

    func add(to table: inout RouteTable) {
        table.get("/v1/ping") { _, _ in Response(json: "pong") }
        table.post("/run_code") { request, _ in
            let call = try RunCodeRequest(try await request.modelBody(limit: self.maximumBodyBytes))
            return Response(json: try await self.run(call).json)
        }
        table.post("/run_jupyter") { request, context in
            let call = try RunJupyterRequest(
                try await request.modelBody(limit: self.maximumBodyBytes), mostCells: self.maximumCells)
            return Response(json: try await self.run(call, of: context.owner).json)
        }
    }

    private func run(_ call: RunCodeRequest) async throws -> RunCodeResponse {
        do {
            let request = try call.execution(limits: self.limits)
            guard !call.isExpired else { return RunCodeResponse(expiredWithPodName: self.podName) }
            let result = try await self.executor.execute(request)
            guard result.outcome != .overloaded else { throw Self.overloaded }
            return RunCodeResponse(result, podName: self.podName)
        } catch let fault as RunnerFault {
            return RunCodeResponse(fault, code: call.code, podName: self.podName)
        } catch let refusal as ExecutionRefusal {
            throw Self.invalid(refusal)
        }
    }

    private func run(_ call: RunJupyterRequest, of owner: String) async throws -> RunJupyterResponse {
        let notebook = Notebook(host: self.executor, limits: self.limits, owner: owner, podName: self.podName)
        do {
            return try await notebook.run(call)
        } catch let fault as RunnerFault {
            return self.failure("exception on running jupyter: \(fault.description)")
        } catch SessionError.overloaded, SessionError.tooMany {
            throw Self.overloaded
        } catch let error as SessionError {
            return self.failure("the sandbox failed to run the notebook: \(error)")
        } catch let refusal as ExecutionRefusal {
            throw Self.invalid(refusal)
        }
    }

    private func failure(_ message: String) -> RunJupyterResponse {
        RunJupyterResponse(status: .sandboxError, message: message, podName: self.podName)
    }

    /// Of all refusals, verl's client repeats only a 504.
    private static let overloaded = DetailError(status: .gatewayTimeout, detail: "no worker became free in time")

    private static func invalid(_ refusal: ExecutionRefusal) -> DetailError {
        var detail = ValidationDetail()
        let location: [JSONValue] = ["body"] + (refusal.field.map { [.string($0)] } ?? [])
        detail.add("value_error", location, "Value error, \(refusal.message)", input: nil)
        return detail.error ?? DetailError(.unexpected)
    }
}
