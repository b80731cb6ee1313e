import AssayJSON
import AssaySandbox

/// The body of a `POST /run_jupyter` that was valid: always 200. The peer drops every cell of a run that was stopped;
/// here those that ran are told, the stopped one with what it had written.
struct RunJupyterResponse: Sendable {
    var status: RunCodeResponse.Status
    var message = ""
    var driver: RunCodeResponse.Run?
    var cells: [CellResult] = []
    var files: JSONValue = [:]
    let podName: String?

    var json: JSONValue {
        [
            "status": .string(self.status.rawValue),
            "message": .string(self.message),
            "driver": self.driver?.json ?? .null,
            "cells": .array(self.cells.map(Self.json)),
            "executor_pod_name": .optional(self.podName),
            "files": self.files,
        ]
    }

    private static func json(_ cell: CellResult) -> JSONValue {
        let error = CellError(cell).map { error -> JSONValue in
            [
                "ename": .string(error.name), "evalue": .string(error.value),
                "traceback": .array(error.traceback.map(JSONValue.string)),
            ]
        }
        return [
            "stdout": .string(String(decoding: cell.result.standardOutput, as: UTF8.self)),
            "stderr": .string(String(decoding: cell.result.standardError, as: UTF8.self)),
            "display": .array(cell.result.display.map { .object($0.displayJSON) }),
            "error": .array(error.map { [$0] } ?? []),
        ]
    }
}
