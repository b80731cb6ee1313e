import HTTPTypes
import Hummingbird
import Metrics

/// Counts requests and their durations by route, method and status.
struct RequestMetricsMiddleware: RouterMiddleware {
    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]

    let metrics: any MetricsFactory

    func handle(
        _ request: Request,
        context: AssayRequestContext,
        next: (Request, AssayRequestContext) async throws -> Response
    ) async throws -> Response {
        let active = Meter(label: "assay_http_requests_active", dimensions: [], factory: self.metrics)
        let start = ContinuousClock.now
        active.increment()
        defer { active.decrement() }
        let response = try await next(request, context)
        // The route's pattern, never the path: whoever sends paths must not be able to make new series.
        let route = context.endpointPath ?? "unmatched"
        let method = Self.methods.contains(request.method) ? request.method.rawValue : "OTHER"
        let labels = [("route", route), ("method", method), ("status", "\(response.status.code)")]
        Counter(label: "assay_http_requests", dimensions: labels, factory: self.metrics).increment()
        Metrics.Timer(
            label: "assay_http_request_duration", dimensions: [("route", route)], factory: self.metrics
        ).recordNanoseconds((ContinuousClock.now - start).nanoseconds)
        return response
    }
}
