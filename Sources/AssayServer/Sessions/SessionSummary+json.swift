import AssayJSON
import AssaySandbox

extension SessionSummary {
    /// As `/v1/sessions` tells of it.
    var json: JSONValue {
        [
            "id": .string(self.id), "tier": .string(self.tier.rawValue), "profile": .string(self.profile),
            "age_s": .seconds(self.age), "idle_s": .seconds(self.idle), "busy": .bool(self.isBusy),
            "cells": .integer(self.cells),
        ]
    }
}

extension CellResult {
    /// The reply of `/v1/execute`, and whether the session goes on.
    var json: JSONValue {
        var object = self.result.json.object ?? JSONObject()
        object.append("session_alive", .bool(self.isAlive))
        return .object(object)
    }
}
