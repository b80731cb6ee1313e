import AssayClient
import AssayJSON
import AssayOutcome
import AssayTools
import Foundation

/// A tool's result as `tools/call` answers it: what the model is told as content, how the call ended as structure.
///
/// A program that fails is a result with `isError`; a fault of ours is none, but an error of the request, so that no
/// client takes it for the program's doing.
struct ToolCallResult {
    /// The pictures that models read.
    private static let pictures = ["image/png", "image/jpeg", "image/webp", "image/gif"]

    /// What can only be tried again. A lost session is a result instead, for the model can begin another.
    private static let faults = [Outcome.infraError, .overloaded]

    private static let told = Outcome.allCases.filter { !Self.faults.contains($0) }

    private let result: ToolResult

    /// - Throws: where the sandbox failed or no worker was free.
    init(_ result: ToolResult) throws(RPCError) {
        if Self.faults.contains(result.outcome) {
            throw RPCError(.internalError, result.text, data: ["outcome": .string(result.outcome.rawValue)])
        }
        self.result = result
    }

    /// What ``json`` holds as `structuredContent`, as JSON Schema.
    static let schema: JSONValue = [
        "type": "object",
        "properties": [
            "outcome": [
                "type": "string", "enum": .array(Self.told.map { .string($0.rawValue) }),
                "description": "How the call ended.",
            ],
            "text": ["type": "string", "description": "What the tool answers."],
            "truncated": ["type": "boolean", "description": "Whether there was more output than is kept."],
        ],
        "required": ["outcome", "text", "truncated"],
    ]

    var json: JSONObject {
        let shown = self.shown
        let text = self.isSilent && !shown.isEmpty ? "" : self.result.text
        let execution = self.result.execution
        let isTruncated = execution.map { $0.standardOutputTruncated || $0.standardErrorTruncated } ?? false
        return JSONObject([
            ("content", .array((text.isEmpty ? [] : [Self.content(text)]) + shown)),
            ("isError", .bool(self.result.outcome != .ok)),
            (
                "structuredContent",
                [
                    "outcome": .string(self.result.outcome.rawValue), "text": .string(text),
                    "truncated": .bool(isTruncated),
                ]
            ),
        ])
    }

    /// Whether the text only says that nothing was printed, which is no news beside a picture.
    private var isSilent: Bool {
        self.result.outcome == .ok && self.result.execution.map(\.printedText.isEmpty) ?? false
    }

    /// What the program displayed: a picture, or else the text that stands for it.
    private var shown: [JSONValue] {
        (self.result.execution?.display ?? []).compactMap { bundle in
            for type in Self.pictures {
                // The program says that it is base64: a client would fail on what is not.
                guard let data = bundle[type].flatMap(Self.decoded(_:)) else { continue }
                return [
                    "type": "image", "data": .string(data.base64EncodedString()), "mimeType": .string(type),
                ]
            }
            return bundle["text/plain"].map(Self.content(_:))
        }
    }

    /// The bytes of base64, which may stand on several lines.
    private static func decoded(_ text: String) -> Data? {
        Data(base64Encoded: Data(text.utf8.filter { $0 > UInt8(ascii: " ") }))
    }

    private static func content(_ text: String) -> JSONValue { ["type": "text", "text": .string(text)] }
}
