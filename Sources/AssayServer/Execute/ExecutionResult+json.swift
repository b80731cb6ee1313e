package import AssayJSON
import AssayOutcome
package import AssaySandbox
import Foundation

extension ExecutionResult {
    /// The reply of `/v1/execute`.
    package var json: JSONValue {
        [
            "id": .string(self.id),
            "outcome": .string(self.outcome.rawValue),
            "exit_code": .optional(self.exitCode),
            "signal": .optional(self.signal),
            "stdout": .string(String(decoding: self.standardOutput, as: UTF8.self)),
            "stderr": .string(String(decoding: self.standardError, as: UTF8.self)),
            "stdout_truncated": .bool(self.standardOutputTruncated),
            "stderr_truncated": .bool(self.standardErrorTruncated),
            "value": .optional(self.value),
            "exception": self.exceptionJSON,
            "display": .array(self.display.map { .object(Self.sorted($0.mapValues(JSONValue.string))) }),
            "files": self.filesJSON,
            "denied": .array(self.denied.map(JSONValue.string)),
            "usage": [
                "wall_s": .seconds(self.usage.wall),
                "cpu_s": .seconds(self.usage.cpu),
                "queue_s": .seconds(self.usage.queue),
                "peak_memory_bytes": .integer(self.usage.peakMemoryBytes),
            ],
            "worker": .string(self.worker),
            "failure": .optional(self.failure),
        ]
    }

    /// The fetched files as base64 by path.
    var filesJSON: JSONValue {
        .object(Self.sorted(self.files.mapValues { .string(Data($0).base64EncodedString()) }))
    }

    private var exceptionJSON: JSONValue {
        guard let exception = self.exception else { return .null }
        return [
            "type": .string(exception.type), "message": .string(exception.message),
            "traceback": .string(exception.traceback),
        ]
    }

    private static func sorted(_ values: [String: JSONValue]) -> JSONObject {
        JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
}
