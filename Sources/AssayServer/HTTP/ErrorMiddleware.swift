import AssayJSON
import AssayMCP
import HTTPTypes
import Hummingbird
import Logging

/// The outermost layer: gives each request its id and turns every error into its dialect's body.
struct ErrorMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: AssayRequestContext,
        next: (Request, AssayRequestContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = RequestIdentifier.accept(request.headers[RequestIdentifier.field])
        context.logger[metadataKey: "request_id"] = .string(context.requestID)
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as DetailError {
            response = error.response()
        } catch let fault as E2BFault {
            response = fault.response(isPlain: Dialect(path: request.uri.path) != .e2b)
        } catch {
            response = self.response(for: self.problem(for: error, request, context), request, context)
        }
        response.headers[RequestIdentifier.field] = context.requestID
        return response
    }

    private func response(for problem: Problem, _ request: Request, _ context: AssayRequestContext) -> Response {
        switch Dialect(path: request.uri.path) {
        case .own:
            return problem.response(path: request.uri.path, requestID: context.requestID)
        case .sandboxFusion, .codeJudge:
            return DetailError(problem).response(headers: problem.headers)
        case .mcp:
            return Response(RPCReply(nil, error: RPCError(problem)), status: problem.status, headers: problem.headers)
        case .openRLHF, .slime:
            return DetailError(status: problem.status, detail: .string(problem.detail)).response(
                headers: problem.headers)
        case .piston:
            var response = Response(status: problem.status, json: ["message": .string(problem.detail)])
            response.headers.append(contentsOf: problem.headers)
            return response
        case .nemoSkills:
            var response = Response(status: problem.status, json: ["error": .string(problem.detail)])
            response.headers.append(contentsOf: problem.headers)
            return response
        case .e2b: return E2BFault(problem).response(isPlain: false)
        case .e2bContexts: return E2BFault(problem).response(isPlain: true)
        }
    }

    private func problem(for error: any Error, _ request: Request, _ context: AssayRequestContext) -> Problem {
        switch error {
        case let problem as Problem:
            return problem
        case let error as FieldFaults:
            return .invalid(error.faults)
        case let error as HTTPError where error.status == .notFound:
            // Word for word what FastAPI says, for clients of a dialect that ask for a route we lack.
            return Problem(.notFound, "Not Found")
        case let error as any HTTPResponseError where error.status.code < 500:
            return Problem(error.status, "\(error)")
        case is CancellationError:
            return Problem(.init(code: 499, reasonPhrase: "Client Closed Request"), "The client hung up.")
        default:
            context.logger.error("Request failed", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return .unexpected
        }
    }
}
