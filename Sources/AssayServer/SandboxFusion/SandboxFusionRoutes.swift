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
    /// The pod that a cluster's scheduler gave this server, from `MY_POD_NAME`.
    let podName: String?

    func add(to table: inout RouteTable) {
        table.get("/v1/ping") { _, _ in Response(json: "pong") }
        table.post("/run_code") { request, _ in
            let call = try RunCodeRequest(try await request.model(limit: self.maximumBodyBytes))
            return Response(json: try await self.run(call).json)
        }
    }

    private func run(_ call: RunCodeRequest) async throws -> RunCodeResponse {
        do {
            let request = try call.execution(limits: self.limits)
            guard !call.isExpired else { return RunCodeResponse(expiredWithPodName: self.podName) }
            let result = try await self.executor.execute(request)
            guard result.outcome != .overloaded else {
                // Of all refusals, verl's client repeats only a 504.
                throw DetailError(status: .gatewayTimeout, detail: "no worker became free in time")
            }
            return RunCodeResponse(result, podName: self.podName)
        } catch let fault as RunnerFault {
            return RunCodeResponse(fault, code: call.code, podName: self.podName)
        } catch let refusal as ExecutionRefusal {
            var detail = ValidationDetail()
            let location: [JSONValue] = ["body"] + (refusal.field.map { [.string($0)] } ?? [])
            detail.add("value_error", location, "Value error, \(refusal.message)", input: nil)
            throw detail.error ?? DetailError(.unexpected)
        }
    }
}
