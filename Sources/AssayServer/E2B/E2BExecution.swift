import AssayJSON
import AssayOutcome
import AssaySandbox
import Foundation
import Hummingbird

/// A cell that runs in a context, told in E2B's lines of JSON.
struct E2BExecution: Sendable {
    private static let mediaType = "application/x-ndjson"
    private static let text = "text/plain"
    /// The fields of a result beside its text, and what is in them; all else is `extra`.
    private static let forms = [
        ("text/html", "html"), ("text/markdown", "markdown"), ("image/svg+xml", "svg"), ("image/png", "png"),
        ("image/jpeg", "jpeg"), ("application/pdf", "pdf"), ("text/latex", "latex"), ("application/json", "json"),
        ("application/javascript", "javascript"), ("e2b/data", "data"), ("e2b/chart", "chart"),
    ]

    let host: any SessionHost
    let owner: String
    let session: SessionSummary
    let request: ExecutionRequest

    /// The lines, sent as they come. A client that hangs up interrupts the cell.
    func response() -> Response {
        Self.response { send in
            let output = E2BOutput(send)
            send(["type": "number_of_executions", "execution_count": .integer(self.session.cells + 1)])
            do {
                let cell = try await output.sending { onOutput in
                    try await self.host.execute(
                        self.request, in: self.session.id, of: self.owner, onOutput: onOutput)
                }
                for (index, bundle) in cell.result.display.enumerated() {
                    send(Self.result(bundle, isMain: index == cell.result.resultIndex))
                }
                if let error = CellError(cell) { send(Self.error(error)) }
            } catch {
                send(Self.failure(error))
            }
        }
    }

    /// The answer to whoever comes first to a context whose state is gone: nothing was run, and the next one finds a new
    /// interpreter.
    static func restarted(_ reason: String) -> Response {
        self.response {
            $0(self.error("ContextRestarting", "Context was restarted, for \(reason); run the code again"))
        }
    }

    private static func response(
        _ body: @escaping @Sendable (_ send: @escaping @Sendable (JSONValue) -> Void) async -> Void
    ) -> Response {
        StreamedReply.response(mediaType: self.mediaType, text: { (line: JSONValue) in line.text + "\n" }) { lines in
            await body { lines.yield($0) }
            lines.yield(["type": "end_of_execution"])
        }
    }

    private static func result(_ bundle: [String: String], isMain: Bool) -> JSONValue {
        let forms = bundle.displayJSON
        var result = JSONObject([("type", "result")])
        if let text = bundle[self.text] { result.append("text", .string(self.withoutQuotes(text))) }
        for (mime, field) in self.forms {
            if let form = forms[mime] { result.append(field, form) }
        }
        let extra = forms.members.filter { form in form.name != self.text && !self.forms.contains { $0.0 == form.name }
        }
        result.append("extra", .object(JSONObject(extra.map { ($0.name, $0.value) })))
        result.append("is_main_result", .bool(isMain))
        return .object(result)
    }

    /// The peer shows a text as what is in it.
    private static func withoutQuotes(_ text: String) -> String {
        for quote in ["'", "\""] where text.count > 1 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            return String(text.dropFirst().dropLast())
        }
        return text
    }

    private static func error(_ error: CellError) -> JSONValue {
        self.error(error.name, error.value, error.traceback.joined(separator: "\n"))
    }

    private static func error(_ name: String, _ value: String, _ traceback: String = "") -> JSONValue {
        [
            "type": "error", "name": .string(name), "value": .string(value), "traceback": .string(traceback),
        ]
    }

    private static func failure(_ error: any Error) -> JSONValue {
        switch error {
        case SessionError.lost(let reason): self.error("ContextRestarting", "Context was restarted, for \(reason)")
        case SessionError.overloaded(let reason), SessionError.tooMany(let reason):
            self.error("SandboxOverloaded", "Nothing was run: \(reason)")
        case let refusal as ExecutionRefusal: self.error("InvalidArgument", refusal.message)
        default: self.error("UnexpectedEndOfExecution", "The sandbox failed to run the code")
        }
    }
}
