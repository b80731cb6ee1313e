import AssayJSON
import AssaySandbox
import Foundation
import HTTPTypes
import Hummingbird

/// Probes, the isolation report and the metrics.
struct HealthRoutes: Sendable {
    let executor: any CodeExecutor
    let registry: PrometheusRegistry
    let sandboxes: E2BSandboxes

    func add(to table: inout RouteTable) {
        table.get("/livez") { _, _ in Response(json: ["status": "ok"]) }
        table.get("/readyz") { _, _ in await self.readiness() }
        table.get("/health") { request, _ in
            // Asked through E2B's client, whether a sandbox is there: its proxy says so.
            if let id = request.headers[E2BSandboxes.field], !self.sandboxes.isRunning(id) {
                throw E2BFault(.badGateway, "The sandbox was not found")
            }
            return await self.readiness()
        }
        table.get("/v1/isolation") { _, _ in
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Response(jsonBytes: Array(try encoder.encode(await self.executor.isolation())))
        }
        let gauges = ExecutorGauges(executor: self.executor, metrics: self.registry)
        table.get("/metrics") { _, _ in
            await gauges.refresh()
            return Response(text: self.registry.text, contentType: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    private func readiness() async -> Response {
        guard await self.executor.isReady else {
            return Response(
                status: .serviceUnavailable,
                json: [
                    "status": "starting", "ready": false,
                    "reason": "no worker is confined and waiting yet", "version": .string(ToolServer.version),
                ])
        }
        return Response(json: ["status": "ok", "ready": true, "version": .string(ToolServer.version)])
    }
}
